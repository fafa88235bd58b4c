package server

// config.go: how the pages are configured: one table of variables of the
// environment, each validated, all of it printable.

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/web/site"
)

// Config is the configuration of the pages.
type Config struct {
	Address string
	Secure  bool
	URL     string // as people reach it; "" for what the address says
	Proxies []netip.Prefix
	OpenID  site.OpenID
}

// Setting is one line of the table.
type Setting struct {
	Name    string // of the variable
	Default string
	Secret  bool
	Help    string
	set     func(*Config, string) error // nil: read elsewhere, and listed for the reader
}

// Settings lists every variable that the program reads.
var Settings = []Setting{
	{Name: "DUBAN_LISTEN", Default: "127.0.0.1:8088", Help: "address to listen on, host:port", set: func(c *Config, v string) error {
		_, port, err := net.SplitHostPort(v)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		c.Address = v
		return err
	}},
	{Name: "DUBAN_URL", Help: "the site as people reach it, such as https://duban.example.gov.cn; needed for OpenID", set: func(c *Config, v string) error {
		c.URL = v
		return absoluteURL(v)
	}},
	{Name: "DUBAN_SECURE", Default: "false", Help: "people reach it by https: cookies say so", set: func(c *Config, v string) (err error) {
		c.Secure, err = strconv.ParseBool(v)
		return err
	}},
	{Name: "DUBAN_TRUSTED_PROXIES", Help: "proxies whose X-Forwarded-For is believed: addresses or networks, by commas", set: func(c *Config, v string) error {
		for _, text := range strings.Split(v, ",") {
			p, err := prefix(strings.TrimSpace(text))
			if err != nil {
				return err
			}
			c.Proxies = append(c.Proxies, p)
		}
		return nil
	}},
	{Name: "DUBAN_OIDC_ISSUER", Help: "OpenID provider that people may come in by", set: func(c *Config, v string) error {
		c.OpenID.Issuer = v
		return absoluteURL(v)
	}},
	{Name: "DUBAN_OIDC_CLIENT_ID", Help: "this program's name at the provider", set: func(c *Config, v string) error { c.OpenID.ClientID = v; return nil }},
	{Name: "DUBAN_OIDC_CLIENT_SECRET", Secret: true, Help: "its secret", set: func(c *Config, v string) error { c.OpenID.ClientSecret = v; return nil }},
	{Name: "DUBAN_OIDC_NAME", Default: "OpenID", Help: "what the sign-in page calls the provider", set: func(c *Config, v string) error { c.OpenID.Name = v; return nil }},
	{Name: engine.EnvDatabaseURL, Secret: true, Help: "PostgreSQL; without it a standalone running in the folder is used"},
	{Name: engine.EnvFolder, Help: "a standalone's folder (default: .duban here or above)"},
	{Name: engine.EnvKeys, Secret: true, Help: "the key ring as text"},
	{Name: engine.EnvKeyFile, Help: "or the file that holds it"},
	{Name: engine.EnvEvidence, Help: "the store of evidence: file:///path?…, s3://bucket?… (a standalone's is a folder beside its data)"},
	{Name: engine.EnvScanner, Help: "the virus scanner, clamd: tcp://host:3310, unix:///path; none scans nothing"},
	{Name: engine.EnvWebhookAllow, Help: "networks that webhooks may reach besides the public ones"},
	{Name: "TEMPORAL_ADDRESS", Help: "and the other variables of Temporal's own environment configuration"},
	{Name: "TEMPORAL_NAMESPACE"},
}

// ReadConfig reads the table from an environment ([os.LookupEnv] outside tests);
// what it cannot use is [casework.CodeInvalid] and names the variable.
func ReadConfig(lookup func(string) (string, bool)) (Config, error) {
	var c Config
	for _, s := range Settings {
		value := s.value(lookup)
		if s.set == nil || value == "" {
			continue
		}
		if err := s.set(&c, value); err != nil {
			return c, casework.Wrap(casework.CodeInvalid, err, "invalid.setting", s.Name, s.shown(value), s.Help)
		}
	}
	if c.OpenID.Issuer != "" && (c.OpenID.ClientID == "" || c.OpenID.ClientSecret == "" || c.URL == "") {
		return c, casework.Errorf(casework.CodeInvalid, "invalid.openid_settings")
	}
	if c.Secure && strings.HasPrefix(c.URL, "http://") {
		return c, casework.Errorf(casework.CodeInvalid, "invalid.secure_url", c.URL)
	}
	c.OpenID.URL = c.URL
	return c, nil
}

func (s Setting) value(lookup func(string) (string, bool)) string {
	if v, ok := lookup(s.Name); ok && strings.TrimSpace(v) != "" {
		return strings.TrimSpace(v)
	}
	return s.Default
}

// shown hides a secret, but not that there is one.
func (s Setting) shown(value string) string {
	if s.Secret && value != "" {
		return "(set)"
	}
	return value
}

// Table gives the whole configuration as lines of "name=value  # help", without
// secrets.
func Table(lookup func(string) (string, bool)) string {
	var b strings.Builder
	for _, s := range Settings {
		fmt.Fprintf(&b, "%s=%s", s.Name, s.shown(s.value(lookup)))
		if s.Help != "" {
			fmt.Fprintf(&b, "  # %s", s.Help)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Options gives a server's options from a configuration.
func (c Config) Options(o Options) Options {
	o.Secure, o.Proxies, o.OpenID = c.Secure, c.Proxies, c.OpenID
	if o.Address == "" {
		o.Address = c.Address
	}
	return o
}

// FromEnvironment is [ReadConfig] of this process.
func FromEnvironment() (Config, error) { return ReadConfig(os.LookupEnv) }

func absoluteURL(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		return err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return fmt.Errorf("no http address")
	}
	return nil
}

func prefix(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		ip, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		return netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()), nil
	}
	return netip.ParsePrefix(text)
}
