package main

// source.go: the YAML sources as they are written.

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/casework/calendar"
	"duban/examples"
)

type source struct {
	classes []class
	org     organisation
	states  states
}

type class struct {
	Class    string
	Force    string
	Problems []problem
}

type problem struct {
	Text     string
	Source   string
	Measures []measure
}

type measure struct {
	Text   string
	Target string
	Metric metric
	By     []string
	Co     []string
	Due    string
	Was    string
}

// metric is written what | op | value | unit.
type metric struct {
	What, Op, Unit string
	Value          float64
	written        string // the value as written
}

func (m *metric) UnmarshalYAML(n *yaml.Node) error {
	parts := strings.Split(n.Value, "|")
	if len(parts) != 4 {
		return fmt.Errorf("line %d: metric %q: expected what|op|value|unit", n.Line, n.Value)
	}
	*m = metric{What: parts[0], Op: parts[1], Unit: parts[3], written: parts[2]}
	_, err := fmt.Sscan(parts[2], &m.Value)
	return err
}

func (m metric) String() string { return m.What + m.Op + m.written + m.Unit }

type organisation struct {
	Group       string
	Office      string
	Columns     []string
	Posts       map[string][]person
	Departments []unit
	Counties    []unit
	Forces      []force
}

type unit struct {
	Name     string
	Reporter person
	Head     person
	Verifier person
}

type force struct {
	Name    string
	Leader  person
	Lead    string
	Members []string
}

// person is written "name login".
type person struct{ Name, Login string }

func (p *person) UnmarshalYAML(n *yaml.Node) error {
	_, err := fmt.Sscan(n.Value, &p.Name, &p.Login)
	return err
}

type states struct {
	Title      string
	Code       string
	Year       int
	Assessed   string
	AsOf       calendar.Date `yaml:"as_of"`
	Dispatched calendar.Date
	Done       map[string][]int
	LeftOut    map[string][]int `yaml:"left_out"`
	Second     struct {
		Dispatched calendar.Date
		Problems   []int
	} `yaml:"second_batch"`
	Declined []struct {
		Unit    string
		Measure string
		Reason  string
		At      calendar.Date
	}
}

func load() (*source, error) {
	s := &source{}
	for name, into := range map[string]any{"problems": &s.classes, "organisation": &s.org, "states": &s.states} {
		b, err := examples.Sources.ReadFile("source/" + name + ".yaml")
		if err != nil {
			return nil, err
		}
		d := yaml.NewDecoder(bytes.NewReader(b))
		d.KnownFields(true)
		if err := d.Decode(into); err != nil {
			return nil, fmt.Errorf("%s.yaml: %w", name, err)
		}
	}
	return s, nil
}
