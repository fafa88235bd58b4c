package temporal

// The namespace the server serves, with its search attributes.

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Namespace is the one in which all workflows run.
const Namespace = "duban"

// retention is how long the histories of closed workflows can be looked at. The ledger keeps the
// facts themselves for ever.
const retention = 30 * 24 * time.Hour

// searchAttributes are set once, at the start of a workflow; each costs space in the visibility
// table, the largest of all.
var searchAttributes = map[string]enumspb.IndexedValueType{
	"DubanKind": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"DubanPlan": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
}

// ensureNamespace waits until the frontend answers, registers the namespace and its search
// attributes where they are missing, and returns when they can be used.
func ensureNamespace(ctx context.Context, address string) error {
	c, err := client.NewLazyClient(client.Options{HostPort: address, Namespace: Namespace, Logger: quiet{}})
	if err != nil {
		return err
	}
	defer c.Close()

	// A new namespace reaches the services with the next refresh of their caches; until then they
	// answer NotFound. So every step is repeated until it goes through.
	steps := []struct {
		what string
		do   func(context.Context, client.Client) error
	}{
		{"register the namespace", register},
		{"register the search attributes", registerAttributes},
		{"look up workflows by them", lookUp},
	}
	for _, step := range steps {
		if err := persist(ctx, func(ctx context.Context) error { return step.do(ctx, c) }); err != nil {
			return fmt.Errorf("%s %q: %w", step.what, Namespace, err)
		}
	}
	return nil
}

func register(ctx context.Context, c client.Client) error {
	service := c.WorkflowService()
	_, err := service.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: Namespace})
	var missing *serviceerror.NamespaceNotFound
	if !errors.As(err, &missing) {
		return err
	}
	_, err = service.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace:                        Namespace,
		Description:                      "supervised matters",
		WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var exists *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &exists) {
		return nil
	}
	return err
}

func registerAttributes(ctx context.Context, c client.Client) error {
	operator := c.OperatorService()
	known, err := operator.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: Namespace})
	if err != nil {
		return err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for name, kind := range searchAttributes {
		if _, ok := known.GetCustomAttributes()[name]; !ok {
			missing[name] = kind
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = operator.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: Namespace, SearchAttributes: missing})
	var exists *serviceerror.AlreadyExists
	if errors.As(err, &exists) {
		return nil
	}
	return err
}

func lookUp(ctx context.Context, c client.Client) error {
	for name := range searchAttributes {
		_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: Namespace, Query: name + ` = "none"`})
		if err != nil {
			return err
		}
	}
	return nil
}

// persist repeats do until it succeeds or ctx ends, and returns do's last error then.
func persist(ctx context.Context, do func(context.Context) error) error {
	for {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := do(attempt)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// quiet keeps the client's connection attempts during a start off the terminal.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
