package site

// files.go: the field in which a form takes files of evidence, on whichever page it
// stands. How they come in is in upload.go.

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"duban/casework"
	"duban/evidence"
	"duban/schema"
)

// filesField is the field of evidence for a case: what lies ready is chosen, unless
// a form came back in which something else was.
func filesField(r *request, looks string, id casework.CaseID, lying []schema.Upload, typed bool, chosen []string) field {
	f := field{Kind: "files", Name: "files", Label: r.say("web.field.files"), Accept: evidence.Endings(),
		Uploads: "/cases/" + url.PathEscape(string(id)) + "/uploads", Looks: looks}
	for _, u := range lying {
		f.Ready = append(f.Ready, ready{u.ID, u.Name, u.SHA256, u.Size, !typed || slices.Contains(chosen, u.ID), pictured(u.Name)})
	}
	return f
}

// photosField is the same for photographs that somebody takes there and then.
func photosField(r *request, looks string, id casework.CaseID, lying []schema.Upload, typed bool, chosen []string) field {
	f := filesField(r, looks, id, lying, typed, chosen)
	f.Label, f.Hint, f.Camera, f.Accept = r.say("web.field.photos"), r.say("web.field.photos.hint"), true, "image/*"
	return f
}

// pictured tells by a name whether a page can show what is called so: nothing is
// taken in whose content is not what its ending says.
func pictured(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".gif", ".webp"}, strings.ToLower(path.Ext(name)))
}
