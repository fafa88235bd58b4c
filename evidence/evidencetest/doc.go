// Package evidencetest gives tests of evidence the real services: a virus scanner
// (clamd) with signatures of its own, and buckets of an S3 server. Each is a
// process on this machine's loopback that ends with its test.
package evidencetest
