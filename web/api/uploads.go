package api

// uploads.go: files on their way in, by parts. The protocol is the pages': tus 1.0,
// whose clients can be used with a token; refusals are problems like all others.

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"duban/casework"
	"duban/schema"
	"duban/web/tus"
)

type newUploadInput struct {
	CaseInput
	Length   int64  `header:"Upload-Length" required:"true" minimum:"0" doc:"Bytes of the file" example:"5242880"`
	Metadata string `header:"Upload-Metadata" required:"true" maxLength:"2000" doc:"Keys and base64 values by commas: filename, and sha256 (in hexadecimal) if it is known" example:"filename 546w5Zy6LmpwZw=="`
}

// UploadInput names an upload.
type UploadInput struct {
	CaseInput
	Upload string `path:"upload" maxLength:"100" doc:"The upload" example:"6f1c2a4e-8f5f-4c8e-9d3b-0c8f4f1f2a11"`
}

// partInput has no body of the library's: what comes in goes to the store as it comes.
type partInput struct {
	UploadInput
	Offset int64 `header:"Upload-Offset" required:"true" minimum:"0" doc:"Where the part begins"`

	body io.Reader
}

// Resolve takes the body as it comes in.
func (in *partInput) Resolve(ctx huma.Context) []error {
	if got := ctx.Header("Content-Type"); got != tus.PartType {
		return []error{&huma.ErrorDetail{Location: "header.Content-Type", Message: "expected " + tus.PartType, Value: got}}
	}
	in.body = ctx.BodyReader()
	return nil
}

// UploadState is how far an upload is.
type UploadState struct {
	Version string `header:"Tus-Resumable"`
	Offset  int64  `header:"Upload-Offset" doc:"How much is here"`
	Length  int64  `header:"Upload-Length"`
	Sum     string `header:"X-Content-Sha256" doc:"The file's digest, once it is complete: an act can hand it in"`
}

func uploadStateOf(u schema.Upload) UploadState {
	return UploadState{Version: tus.Version, Offset: u.Received, Length: u.Size, Sum: u.SHA256}
}

// Upload is an upload that has begun.
type Upload struct {
	ID string `json:"id" doc:"What an act names to hand it in" example:"6f1c2a4e-8f5f-4c8e-9d3b-0c8f4f1f2a11"`
}

type startedUpload struct {
	UploadState
	Location string `header:"Location" doc:"Where its parts go"`
	Body     Upload
}

type uploadTold struct{ UploadState }

func (a *API) uploadRoutes() {
	missing := []int{http.StatusNotFound}
	handle(a, spec{method: http.MethodPost, path: "/cases/{case}/uploads", id: "start-upload", tag: "Cases", summary: "Begin sending a file in",
		about: "By parts, as tus 1.0 says. A file that is here by its digest, and that the person may see, is complete at once: nothing is sent.",
		scope: casework.TokenAct, status: http.StatusCreated, errors: missing},
		func(ctx context.Context, c *call, in *newUploadInput) (*startedUpload, error) {
			name, sum := tus.Announced(in.Metadata)
			u, err := c.Offer(ctx, in.ID, name, in.Length, sum)
			if err != nil {
				return nil, err
			}
			at := Prefix + "/cases/" + url.PathEscape(string(in.ID)) + "/uploads/" + u.ID
			return &startedUpload{uploadStateOf(u), at, Upload{u.ID}}, nil
		})
	handle(a, spec{method: http.MethodHead, path: "/cases/{case}/uploads/{upload}", id: "see-upload", tag: "Cases", summary: "How much of a file is here",
		scope: casework.TokenAct, status: http.StatusOK, errors: missing},
		func(ctx context.Context, c *call, in *UploadInput) (*uploadTold, error) {
			u, err := c.Upload(ctx, in.ID, in.Upload)
			if err != nil {
				return nil, err
			}
			return &uploadTold{uploadStateOf(u)}, nil
		})
	handle(a, spec{method: http.MethodPatch, path: "/cases/{case}/uploads/{upload}", id: "append-upload", tag: "Cases", summary: "Send a part of a file",
		about: "At most 4 MB. With the last part the whole is looked at, and scanned where there is a scanner: it is kept, or refused with 422 and forgotten. " +
			"A part that does not begin where the last one ended is 409: ask how much is here.",
		scope: casework.TokenAct, status: http.StatusNoContent, body: tus.PartType, errors: []int{http.StatusNotFound, http.StatusConflict}},
		func(ctx context.Context, c *call, in *partInput) (*uploadTold, error) {
			u, err := c.Append(ctx, in.ID, in.Upload, in.Offset, in.body)
			if err != nil {
				return nil, err
			}
			return &uploadTold{uploadStateOf(u)}, nil
		})
	handle(a, spec{method: http.MethodDelete, path: "/cases/{case}/uploads/{upload}", id: "drop-upload", tag: "Cases", summary: "Forget an upload",
		scope: casework.TokenAct, status: http.StatusNoContent, errors: missing},
		func(ctx context.Context, c *call, in *UploadInput) (*nothing, error) {
			return &nothing{}, c.Withdraw(ctx, in.ID, in.Upload)
		})
}
