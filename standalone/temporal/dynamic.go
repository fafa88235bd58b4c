package temporal

// The server's dynamic configuration: where its defaults do not fit one small machine.

import "go.temporal.io/server/common/dynamicconfig"

func dynamicSettings() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		// One partition per task queue: with four on one machine a backlog crawls at 40 tasks a
		// second and can stall, while workers poll partitions that are empty.
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,

		// Limits that protect a shared cluster from one tenant; here they only slow bulk work.
		dynamicconfig.FrontendRPS.Key():                                  20000,
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key():           20000,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 500,
		dynamicconfig.MatchingRPS.Key():                                  20000,
		dynamicconfig.HistoryRPS.Key():                                   20000,
	}
}
