package site

// embedded.go: what is made of the program's own files alone, once in a process
// however many sites it serves.

import "sync"

type embedded struct {
	assets    *assets
	templates *templates
	apiPage   *apiBody
}

var fromEmbedded = sync.OnceValues(func() (e embedded, err error) {
	if e.assets, err = loadAssets(); err != nil {
		return e, err
	}
	if e.templates, err = loadTemplates(e.assets); err != nil {
		return e, err
	}
	e.apiPage, err = describeAPI()
	return e, err
})
