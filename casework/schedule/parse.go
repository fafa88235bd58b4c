package schedule

// parse.go: schedules as a document, and the ones that come with the program.

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/casework"
)

// maxBytes bounds a document; a schedule takes about 400 bytes.
const maxBytes = 256 << 10

// entry is a schedule as a document writes it: args as YAML.
type entry struct {
	Schedule `yaml:",inline"`
	Args     map[string]any `yaml:"args,omitempty"`
}

// Parse reads and checks a document: a list of schedules under "schedules".
// Unknown keys are refused. All faults are reported at once, each with its
// place, in an error of [casework.CodeInvalid].
func Parse(doc []byte) ([]Schedule, error) {
	if len(doc) > maxBytes {
		return nil, unreadable(fmt.Sprintf("%d bytes, at most %d are read", len(doc), maxBytes))
	}
	dec := yaml.NewDecoder(bytes.NewReader(doc))
	dec.KnownFields(true)
	var file struct {
		Schedules []entry `yaml:"schedules"`
	}
	if err := dec.Decode(&file); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the document is empty")
		}
		return nil, unreadable(strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", ";"))
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, unreadable("more than one document in the file")
	}
	out := make([]Schedule, len(file.Schedules))
	for i, e := range file.Schedules {
		out[i] = e.Schedule
		if e.Args == nil {
			continue
		}
		args, err := json.Marshal(e.Args)
		if err != nil {
			return nil, unreadable(fmt.Sprintf("schedules[%d].args: %s", i, err))
		}
		out[i].Args = args
	}
	return out, Check(out...)
}

func unreadable(why string) error {
	return casework.Errorf(casework.CodeInvalid, "schedule.unreadable", why)
}

//go:embed defaults.yaml
var defaults []byte

// Document gives the document of [Defaults].
func Document() []byte { return bytes.Clone(defaults) }

// Defaults gives the schedules of a new ledger.
func Defaults() []Schedule {
	list, err := Parse(defaults)
	if err != nil {
		panic("schedule: defaults.yaml: " + err.Error())
	}
	return list
}
