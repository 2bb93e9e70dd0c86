// Checks a journal's log and proof files with code that is not Parley's: golang.org/x/mod/sumdb/note for signatures and
// sumdb/tlog for trees (Debian: golang-go, golang-golang-x-mod-dev). verifier_test.cc runs it.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go log DIR VKEY
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go proof VKEY FILE...
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error, format string, args ...interface{}) {
	if err != nil {
		fmt.Fprintf(os.Stderr, format+": %v\n", append(args, err)...)
		os.Exit(1)
	}
}

func require(ok bool, format string, args ...interface{}) {
	if !ok {
		check(fmt.Errorf("does not hold"), format, args...)
	}
}

// openCheckpoint verifies the signature of a checkpoint and gives the tree that it is about.
func openCheckpoint(text []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err, "key %s", vkey)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) == 4 && lines[0] == verifier.Name(), "checkpoint of three lines for %s", verifier.Name())
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: root}
}

// files reads tiles where C2SP puts them: tile/L/NNN, while this library says tile/8/L/NNN.
type files string

func (dir files) Height() int                                { return 8 }
func (dir files) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (dir files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(dir), strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func (dir files) entries(first, end int64) [][]byte {
	tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(end - first)}
	name := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(string(dir), name))
	check(err, "bundle")
	var out [][]byte
	for len(data) > 0 {
		require(len(data) >= 2 && len(data)-2 >= int(binary.BigEndian.Uint16(data)), "length of an entry in %s", name)
		size := 2 + int(binary.BigEndian.Uint16(data))
		out, data = append(out, data[2:size]), data[size:]
	}
	require(int64(len(out)) == end-first, "number of entries in %s", name)
	return out
}

func checkLog(dir files, vkey string) {
	text, err := os.ReadFile(filepath.Join(string(dir), "checkpoint"))
	check(err, "checkpoint")
	tree := openCheckpoint(text, vkey)
	reader := tlog.TileHashReader(tree, dir) // verifies what it reads up to the root
	for first := int64(0); first < tree.N; first += 256 {
		end := first + 256
		if end > tree.N {
			end = tree.N
		}
		var indexes []int64
		for i := first; i < end; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, i))
		}
		hashes, err := reader.ReadHashes(indexes)
		check(err, "tiles over entries %d to %d", first, end)
		for i, entry := range dir.entries(first, end) {
			require(tlog.RecordHash(entry) == hashes[i], "entry %d under its tile", first+int64(i))
		}
	}
	for i := int64(0); i < tree.N; i += 1 + tree.N/50 {
		hash, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		check(err, "entry %d", i)
		proof, err := tlog.ProveRecord(tree.N, i, reader)
		check(err, "proof of entry %d", i)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, i, hash[0]), "inclusion of entry %d", i)
		old, err := tlog.TreeHash(i+1, reader)
		check(err, "root of %d entries", i+1)
		extension, err := tlog.ProveTree(tree.N, i+1, reader)
		check(err, "proof from %d entries", i+1)
		check(tlog.CheckTree(extension, tree.N, tree.Hash, i+1, old), "consistency with %d entries", i+1)
	}
	fmt.Printf("log of %d entries: every entry, tile and signature holds\n", tree.N)
}

func checkProof(file, vkey string) {
	text, err := os.ReadFile(file)
	check(err, "proof file")
	var bundle struct{ Format, Proof, Entry, Object, Salt, Policy string }
	check(json.Unmarshal(text, &bundle), "%s", file)
	parts := strings.SplitN(bundle.Proof, "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	require(len(parts) == 2 && len(lines) >= 2 && lines[0] == "c2sp.org/tlog-proof@v1", "tlog-proof in %s", file)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err, "index in %s", file)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		check(err, "hash in %s", file)
		proof = append(proof, hash)
	}
	tree := openCheckpoint([]byte(parts[1]), vkey)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash([]byte(bundle.Entry))), "inclusion in %s", file)
	if bundle.Object != "" {
		var entry struct{ Commit []byte }
		check(json.Unmarshal([]byte(bundle.Entry), &entry), "entry in %s", file)
		salt, err := base64.StdEncoding.DecodeString(bundle.Salt)
		check(err, "salt in %s", file)
		sum := sha256.Sum256(append(salt, bundle.Object...))
		require(bytes.Equal(sum[:], entry.Commit), "commitment in %s", file)
	}
	fmt.Printf("%s: entry %d of %d is proven\n", filepath.Base(file), index, tree.N)
}

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 3 && args[0] == "log":
		checkLog(files(args[1]), args[2])
	case len(args) >= 3 && args[0] == "proof":
		for _, file := range args[2:] {
			checkProof(file, args[1])
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: main.go log DIR VKEY | main.go proof VKEY FILE...")
		os.Exit(2)
	}
}
