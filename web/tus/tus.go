// Package tus holds what pages and API both know of the protocol by which files come
// in by parts: its headers, and the list of keys that an upload is announced with.
// docs/evidence.md says what is sent.
package tus

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"duban/schema"
)

// Version is the protocol's.
const Version = "1.0.0"

// The protocol's headers, and one of ours.
const (
	HeaderVersion  = "Tus-Resumable"
	HeaderOffset   = "Upload-Offset"
	HeaderLength   = "Upload-Length"
	HeaderMetadata = "Upload-Metadata"
	HeaderSum      = "X-Content-Sha256" // tells that the upload is complete
)

// PartType is the content type of a part.
const PartType = "application/offset+octet-stream"

// The keys of an announcement that are read: the file's name, and, where the sender
// knows it, its digest in hexadecimal. What is here by that digest is not sent again.
const (
	keyName = "filename"
	keySum  = "sha256"
)

// Announced reads what an upload is announced with; what is missing is "".
func Announced(metadata string) (name, sum string) {
	for pair := range strings.SplitSeq(metadata, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		text, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			continue
		}
		switch key {
		case keyName:
			name = string(text)
		case keySum:
			sum = string(text)
		}
	}
	return name, sum
}

// Announce writes what [Announced] reads.
func Announce(name, sum string) string {
	text := keyName + " " + base64.StdEncoding.EncodeToString([]byte(name))
	if sum != "" {
		text += "," + keySum + " " + base64.StdEncoding.EncodeToString([]byte(sum))
	}
	return text
}

// Tell writes how far an upload is.
func Tell(h http.Header, u schema.Upload) {
	h.Set(HeaderVersion, Version)
	h.Set(HeaderOffset, strconv.FormatInt(u.Received, 10))
	h.Set(HeaderLength, strconv.FormatInt(u.Size, 10))
	if u.SHA256 != "" {
		h.Set(HeaderSum, u.SHA256)
	}
}
