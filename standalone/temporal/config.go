package temporal

// The server's static configuration, built in Go instead of a YAML file.

import (
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/common/primitives"

	"duban/standalone/loopback"
)

// Role and databases the server owns on the PostgreSQL cluster.
const (
	Role               = "temporal"
	StoreDatabase      = "temporal"
	VisibilityDatabase = "temporal_visibility"
)

// historyShards is how many ways the server's own locking is split. One would serialise all
// cases; more than a few only cost polling on a small machine.
const historyShards = 4

// Connections per service and database. Four services share the server's PostgreSQL with the
// worker and the pages; more than this only queue up behind two cores.
const (
	storeConnections      = 24
	visibilityConnections = 8
)

const (
	storeName      = "store"
	visibilityName = "visibility"
	clusterName    = "active"
)

// ports of the four services; only the frontend's is for others.
type ports struct {
	frontend, history, matching, worker int
}

func sqlConfig(d Database, name string, connections int) *config.SQL {
	sql := &config.SQL{
		PluginName:      postgresql.PluginNamePGX,
		DatabaseName:    name,
		ConnectProtocol: "tcp",
		ConnectAddr:     d.Address,
		User:            Role,
		Password:        d.Password,
		MaxConns:        connections,
		MaxIdleConns:    connections, // opening one costs a process and a password proof
		MaxConnLifetime: time.Hour,
	}
	if d.SocketDir != "" {
		// The driver lets this win over the address; a unix socket costs less processor time than TCP.
		sql.ConnectAttributes = map[string]string{"host": d.SocketDir}
	}
	return sql
}

func serverConfig(d Database, p ports) *config.Config {
	frontend := loopback.Address(p.frontend)
	return &config.Config{
		Persistence: config.Persistence{
			DefaultStore:     storeName,
			VisibilityStore:  visibilityName,
			NumHistoryShards: historyShards,
			DataStores: map[string]config.DataStore{
				storeName:      {SQL: sqlConfig(d, StoreDatabase, storeConnections)},
				visibilityName: {SQL: sqlConfig(d, VisibilityDatabase, visibilityConnections)},
			},
		},
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: loopback.Host},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services: map[string]config.Service{
			string(primitives.FrontendService): service(p.frontend),
			string(primitives.HistoryService):  service(p.history),
			string(primitives.MatchingService): service(p.matching),
			string(primitives.WorkerService):   service(p.worker),
		},
		PublicClient: config.PublicClient{HostPort: frontend},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: config.ArchivalDisabled},
			Visibility: config.VisibilityArchival{State: config.ArchivalDisabled},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: config.ArchivalDisabled},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: config.ArchivalDisabled},
		}},
	}
}

func service(port int) config.Service {
	return config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: loopback.Host}}
}

// staticHosts replaces the gossip by which servers of a Temporal cluster find each other. There is
// one of each here; gossip would cost seconds at every start and remember dead ports after a kill.
func staticHosts(p ports) map[primitives.ServiceName]static.Hosts {
	return map[primitives.ServiceName]static.Hosts{
		primitives.FrontendService: static.SingleLocalHost(loopback.Address(p.frontend)),
		primitives.HistoryService:  static.SingleLocalHost(loopback.Address(p.history)),
		primitives.MatchingService: static.SingleLocalHost(loopback.Address(p.matching)),
		primitives.WorkerService:   static.SingleLocalHost(loopback.Address(p.worker)),
	}
}
