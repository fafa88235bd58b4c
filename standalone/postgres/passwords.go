package postgres

// The roles' passwords. They only guard the loopback port against other accounts of the machine,
// so nobody needs to know or choose them.

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// passwords is a file of role names and passwords, readable by its owner alone.
type passwords struct {
	file   string
	mu     sync.Mutex
	byRole map[string]string
}

// loadPasswords reads the file, or begins a new one. For a cluster that exists it must be there:
// new passwords would lock everybody out.
func loadPasswords(file string, mustExist bool) (*passwords, error) {
	p := &passwords{file: file, byRole: map[string]string{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && !mustExist {
		return p, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing, which holds the passwords of the existing cluster: restore it from a backup", file)
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &p.byRole); err != nil {
		return nil, fmt.Errorf("%s is damaged (%w): restore it from a backup", file, err)
	}
	return p, nil
}

// of returns the role's password, making one for a new role. It is on disk before it is used.
func (p *passwords) of(role string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.byRole[role]; known != "" {
		return known, nil
	}
	p.byRole[role] = rand.Text()
	text, err := json.MarshalIndent(p.byRole, "", "  ")
	if err != nil {
		return "", err
	}
	if err := writeDurably(p.file, append(text, '\n')); err != nil {
		delete(p.byRole, role)
		return "", err
	}
	return p.byRole[role], nil
}

// writeDurably replaces a file as a whole, for its owner's eyes only.
func writeDurably(name string, text []byte) error {
	fresh := name + ".new"
	file, err := os.OpenFile(fresh, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(fresh, name)
}
