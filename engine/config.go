package engine

// config.go: where the system runs: a standalone found in a folder, or the
// environment.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"duban/activities/outbound"
	"duban/casework"
	"duban/codec"
	"duban/workflows"
)

// The environment that configures services. Temporal's own variables
// (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS, API key, profiles) are read by the
// SDK's environment configuration.
const (
	EnvDatabaseURL = "DATABASE_URL"
	EnvKeys        = "DUBAN_KEYS"     // the key ring as text
	EnvKeyFile     = "DUBAN_KEY_FILE" // or the file that holds it
	EnvFolder      = "DUBAN_FOLDER"   // a standalone's folder
	EnvEvidence    = "DUBAN_EVIDENCE" // the store of evidence: file:///path, s3://bucket?region=…
	EnvScanner     = "DUBAN_SCANNER"  // the virus scanner: tcp://host:3310, unix:///path; none scans nothing

	// EnvWebhookAllow lists networks that webhooks may reach besides the public ones,
	// such as "10.0.0.0/8,127.0.0.0/8"; only there without TLS too.
	EnvWebhookAllow = "DUBAN_WEBHOOK_ALLOW"
)

// The files of a standalone's folder.
const (
	DefaultFolder = ".duban"
	RunningFile   = "running.json"
	KeyFile       = "keys.json"

	EvidenceFolder = "evidence" // the bytes of proof, named by their digests
)

// Config says where ledger and Temporal are and which keys seal.
type Config struct {
	DatabaseURL string
	Temporal    client.Options
	Keys        *codec.Ring
	Folder      string // the standalone's folder, "" for services
	UIURL       string // Temporal's web pages, if a standalone serves them

	Evidence string // the store of evidence; "" is a folder in Folder
	Scanner  string // clamd's address, "" for none

	// TaskQueue keeps installations apart that share a namespace; "" means
	// [workflows.TaskQueue].
	TaskQueue string

	Outbound outbound.Policy // where webhooks may go
}

func (c Config) queue() string {
	if c.TaskQueue != "" {
		return c.TaskQueue
	}
	return workflows.TaskQueue
}

// Running is what a standalone writes about itself while it runs.
type Running struct {
	PID               int    `json:"pid"`
	TemporalAddress   string `json:"temporal_address"`
	TemporalNamespace string `json:"temporal_namespace"`
	DatabaseURL       string `json:"database_url"`
	UIURL             string `json:"ui_url"`
	WebURL            string `json:"web_url"`
}

// Find gives the configuration: the environment's if DATABASE_URL is set, else
// that of a standalone running in folder ("" takes DUBAN_FOLDER, or looks for
// .duban here and in the folders above). Without either it fails with [casework.CodeUnavailable].
func Find(folder string) (Config, error) {
	if os.Getenv(EnvDatabaseURL) != "" && folder == "" {
		return FromEnvironment()
	}
	if folder == "" {
		folder = os.Getenv(EnvFolder)
	}
	found, err := findFolder(folder)
	if err != nil {
		return Config{}, casework.Wrap(casework.CodeUnavailable, err, "unavailable.not_running")
	}
	return FromFolder(found)
}

// FromEnvironment reads the services' configuration.
func FromEnvironment() (Config, error) {
	opts, err := envconfig.LoadDefaultClientOptions()
	if err != nil {
		return Config{}, casework.Wrap(casework.CodeInvalid, err, "invalid.temporal_environment")
	}
	keys, err := keysFromEnvironment()
	if err != nil {
		return Config{}, casework.Wrap(casework.CodeInvalid, err, "invalid.keys")
	}
	allowed, err := outbound.ParsePolicy(os.Getenv(EnvWebhookAllow))
	if err != nil {
		return Config{}, err
	}
	return Config{DatabaseURL: os.Getenv(EnvDatabaseURL), Temporal: opts, Keys: keys, Outbound: allowed,
		Evidence: os.Getenv(EnvEvidence), Scanner: os.Getenv(EnvScanner)}, nil
}

func keysFromEnvironment() (*codec.Ring, error) {
	if text := os.Getenv(EnvKeys); text != "" {
		return codec.ParseRing(text)
	}
	if path := os.Getenv(EnvKeyFile); path != "" {
		return codec.LoadRing(path)
	}
	if folder := os.Getenv(EnvFolder); folder != "" {
		return codec.LoadRing(filepath.Join(folder, KeyFile))
	}
	return nil, fmt.Errorf("set %s or %s: payloads are never sent unsealed", EnvKeys, EnvKeyFile)
}

// FromFolder reads the configuration of a standalone that runs in a folder.
func FromFolder(folder string) (Config, error) {
	b, err := os.ReadFile(filepath.Join(folder, RunningFile))
	if err != nil {
		return Config{}, casework.Wrap(casework.CodeUnavailable, err, "unavailable.not_running")
	}
	var r Running
	if err := json.Unmarshal(b, &r); err != nil {
		return Config{}, casework.Wrap(casework.CodeUnavailable, err, "unavailable.not_running")
	}
	keys, err := codec.LoadRing(filepath.Join(folder, KeyFile))
	if err != nil {
		return Config{}, casework.Wrap(casework.CodeInvalid, err, "invalid.keys")
	}
	allowed, err := outbound.ParsePolicy(os.Getenv(EnvWebhookAllow))
	if err != nil {
		return Config{}, err
	}
	return Config{
		Outbound:    allowed,
		DatabaseURL: r.DatabaseURL,
		Temporal:    client.Options{HostPort: r.TemporalAddress, Namespace: r.TemporalNamespace},
		Keys:        keys,
		Folder:      folder,
		UIURL:       r.UIURL,
		Evidence:    os.Getenv(EnvEvidence),
		Scanner:     os.Getenv(EnvScanner),
	}, nil
}

// EnsureKeys gives the key ring of a standalone's folder, made on first use.
func EnsureKeys(folder string, now time.Time) (*codec.Ring, error) {
	path := filepath.Join(folder, KeyFile)
	ring, err := codec.LoadRing(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return ring, err
	}
	if ring, err = codec.NewRing(now); err != nil {
		return nil, err
	}
	return ring, ring.Save(path)
}

func findFolder(folder string) (string, error) {
	if folder != "" {
		return folder, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		candidate := filepath.Join(dir, DefaultFolder)
		_, err := os.Stat(filepath.Join(candidate, RunningFile))
		if err == nil {
			return candidate, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no %s with a running standalone here or above", DefaultFolder)
		}
		dir = parent
	}
}
