package codec

// columns.go: the ring for columns of the ledger that hold personal data: sealed
// cells, bound to where they belong, and a blind index for looking somebody up
// by a number that nobody can read.

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Cell is a sealed value and the name of the key that opens it.
type Cell struct {
	Key    string `json:"key_id"`
	Sealed []byte `json:"sealed"`
}

// SealCell encrypts a value with the newest key and binds it to its place, such
// as "HU-0001/personal": moved to another row it does not open.
func (r *Ring) SealCell(plain []byte, place string) (Cell, error) {
	id := r.newest().ID
	aead := r.byID[id]
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return Cell{}, err
	}
	return Cell{Key: id, Sealed: aead.Seal(nonce, nonce, plain, cellPlace(id, place))}, nil
}

// OpenCell decrypts a value that was sealed for a place. It fails when the key
// is not in the ring, or the cell was changed or belongs elsewhere.
func (r *Ring) OpenCell(c Cell, place string) ([]byte, error) {
	aead, ok := r.byID[c.Key]
	if !ok {
		return nil, fmt.Errorf("sealed with key %s, which is not in the ring (it has %s)", c.Key, strings.Join(r.IDs(), ", "))
	}
	if len(c.Sealed) < aead.NonceSize() {
		return nil, errors.New("sealed cell is cut short")
	}
	plain, err := aead.Open(nil, c.Sealed[:aead.NonceSize()], c.Sealed[aead.NonceSize():], cellPlace(c.Key, place))
	if err != nil {
		return nil, fmt.Errorf("sealed cell does not open with key %s: it was changed, moved, or the key differs", c.Key)
	}
	return plain, nil
}

func cellPlace(key, place string) []byte { return []byte("cell\x00" + key + "\x00" + place) }

// Newest gives the name of the key that seals.
func (r *Ring) Newest() string { return r.newest().ID }

func (r *Ring) newest() key { return r.keys[len(r.keys)-1] }

// Index gives the blind index of a number under the newest key: the same number
// always gives the same index, and nobody without the ring can go back.
func (r *Ring) Index(number string) string { return index(r.newest(), number) }

// Indexes gives the blind index under every key of the ring, for looking up
// what was written before a rotation.
func (r *Ring) Indexes(number string) []string {
	out := make([]string, len(r.keys))
	for i, k := range r.keys {
		out[i] = index(k, number)
	}
	return out
}

// index is an HMAC under a key of its own, derived from the ring's: ID numbers
// are so few that a plain hash of them could be tried out.
func index(k key, number string) string {
	secret, err := hkdf.Key(sha256.New, k.Secret, nil, "duban blind index "+k.ID, keyBytes)
	if err != nil {
		panic("codec: " + err.Error()) // only for impossible lengths
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strings.ToUpper(strings.TrimSpace(number))))
	return hex.EncodeToString(mac.Sum(nil))
}
