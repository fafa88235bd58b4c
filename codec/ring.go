package codec

// ring.go: the key ring. The newest key seals, every key opens.

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// keyBytes is the length of an AES-256 key.
const keyBytes = 32

// Ring is an ordered set of keys; the last one seals.
type Ring struct {
	keys []key
	byID map[string]cipher.AEAD
}

type key struct {
	ID      string    `json:"id"`
	Secret  []byte    `json:"secret"`
	Created time.Time `json:"created"`
}

// NewRing makes a ring with one fresh key.
func NewRing(now time.Time) (*Ring, error) {
	r := &Ring{byID: map[string]cipher.AEAD{}}
	return r, r.Rotate(now)
}

// ParseRing reads a ring from its text: "id:base64" pairs separated by commas,
// oldest first, the form of an environment variable.
func ParseRing(text string) (*Ring, error) {
	r := &Ring{byID: map[string]cipher.AEAD{}}
	for i, pair := range strings.Split(text, ",") {
		id, secret, ok := strings.Cut(strings.TrimSpace(pair), ":")
		raw, err := base64.StdEncoding.DecodeString(secret)
		if !ok || id == "" || err != nil {
			return nil, fmt.Errorf("key %d: expected id:base64 of %d bytes", i+1, keyBytes)
		}
		if err := r.add(key{ID: id, Secret: raw}); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// LoadRing reads a ring from a file. A missing file gives an error that
// [errors.Is] fs.ErrNotExist.
func LoadRing(path string) (*Ring, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key ring: %w", err)
	}
	var keys []key
	if err := json.Unmarshal(b, &keys); err != nil {
		return nil, fmt.Errorf("key ring %s: %w", path, err)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("key ring %s: no key in it", path)
	}
	r := &Ring{byID: map[string]cipher.AEAD{}}
	for _, k := range keys {
		if err := r.add(k); err != nil {
			return nil, fmt.Errorf("key ring %s: %w", path, err)
		}
	}
	return r, nil
}

// Save writes the ring to a file that only its owner can read, all or nothing.
func (r *Ring) Save(path string) error {
	b, err := json.MarshalIndent(r.keys, "", "  ") //nolint:gosec // the key ring is what the file is for
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // created 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if _, err := tmp.Write(b); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// Rotate adds a fresh key, which seals from now on. The older ones stay to open
// what they sealed.
func (r *Ring) Rotate(now time.Time) error {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	n := len(r.keys) + 1
	if len(r.keys) > 0 { // go on from the newest: a dropped name is not used again
		if last, err := strconv.Atoi(strings.TrimPrefix(r.keys[len(r.keys)-1].ID, "k")); err == nil {
			n = last + 1
		}
	}
	id := fmt.Sprintf("k%d", n)
	return r.add(key{ID: id, Secret: secret, Created: now.UTC()})
}

// Drop removes a key, after which what it sealed cannot be read any more. The
// newest cannot be dropped.
func (r *Ring) Drop(id string) error {
	for i, k := range r.keys {
		if k.ID != id {
			continue
		}
		if i == len(r.keys)-1 {
			return fmt.Errorf("key %s seals new payloads; rotate first", id)
		}
		r.keys = append(r.keys[:i:i], r.keys[i+1:]...)
		delete(r.byID, id)
		return nil
	}
	return fmt.Errorf("there is no key %s", id)
}

// IDs gives the keys' names, oldest first.
func (r *Ring) IDs() []string {
	ids := make([]string, len(r.keys))
	for i, k := range r.keys {
		ids[i] = k.ID
	}
	return ids
}

// Text gives the ring in the form that [ParseRing] reads.
func (r *Ring) Text() string {
	pairs := make([]string, len(r.keys))
	for i, k := range r.keys {
		pairs[i] = k.ID + ":" + base64.StdEncoding.EncodeToString(k.Secret)
	}
	return strings.Join(pairs, ",")
}

func (r *Ring) add(k key) error {
	if len(k.Secret) != keyBytes {
		return fmt.Errorf("key %s: %d bytes, expected %d", k.ID, len(k.Secret), keyBytes)
	}
	if _, ok := r.byID[k.ID]; ok || k.ID == "" {
		return fmt.Errorf("key %q: each key needs a name of its own", k.ID)
	}
	block, err := aes.NewCipher(k.Secret)
	if err != nil {
		return err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	r.keys = append(r.keys, k)
	r.byID[k.ID] = aead
	return nil
}

// seal encrypts plain and binds it to the key's name; the nonce goes in front.
func (r *Ring) seal(plain []byte) (id string, sealed []byte, err error) {
	id = r.keys[len(r.keys)-1].ID
	aead := r.byID[id]
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", nil, err
	}
	return id, aead.Seal(nonce, nonce, plain, []byte(id)), nil
}

func (r *Ring) open(id string, sealed []byte) ([]byte, error) {
	aead, ok := r.byID[id]
	if !ok {
		return nil, fmt.Errorf("sealed with key %s, which is not in the ring (it has %s)", id, strings.Join(r.IDs(), ", "))
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("sealed payload is cut short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(id))
	if err != nil {
		return nil, fmt.Errorf("sealed payload does not open with key %s: it was changed or the key differs", id)
	}
	return plain, nil
}
