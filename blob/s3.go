package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Config says where a store is that speaks S3.
type S3Config struct {
	URL    string // https://host[:port]/bucket[/prefix]
	Region string // "" where the store has none
	Key    string
	Secret string
}

// S3 keeps objects in a bucket of a store that speaks S3. The bucket is there already, and nobody else writes below the prefix.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
}

// OpenS3 returns a store, and fails when the bucket cannot be reached.
func OpenS3(ctx context.Context, c S3Config) (*S3, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("address of the store: %w", err)
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || bucket == "" {
		return nil, fmt.Errorf("the store must be https://host/bucket, not %q", c.URL)
	}
	if prefix != "" {
		prefix += "/"
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.Key, c.Secret, ""), Secure: u.Scheme == "https", Region: c.Region,
		BucketLookup: minio.BucketLookupPath, MaxRetries: 3,
	})
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	ok, err := client.BucketExists(ctx, bucket)
	if err == nil && !ok {
		err = fmt.Errorf("there is no bucket %q", bucket)
	}
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	return &S3{client, bucket, prefix}, nil
}

// Put writes an object. What an S3 store has answered for is durable.
func (s *S3) Put(ctx context.Context, data []byte) (string, error) {
	id := newID()
	_, err := s.client.PutObject(ctx, s.bucket, s.prefix+id, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true,
	})
	if err != nil {
		if r := minio.ToErrorResponse(err); r.StatusCode == http.StatusInsufficientStorage || r.Code == "XMinioStorageFull" || r.Code == "QuotaExceeded" {
			err = errors.Join(ErrFull, err)
		}
		return "", fmt.Errorf("write object: %w", err)
	}
	return id, nil
}

// ReadAt reads a part of an object.
func (s *S3) ReadAt(ctx context.Context, id string, p []byte, off int64) (int, error) {
	if !valid(id) {
		return 0, ErrNone
	}
	if len(p) == 0 {
		return 0, nil
	}
	var o minio.GetObjectOptions
	if err := o.SetRange(off, off+int64(len(p))-1); err != nil {
		return 0, fmt.Errorf("read object: %w", err)
	}
	body, err := s.client.GetObject(ctx, s.bucket, s.prefix+id, o)
	if err != nil {
		return 0, readError(err)
	}
	n, err := io.ReadFull(body, p)
	_ = body.Close() // nothing was written
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, readError(err)
}

// readError is a store's error as this package has it.
func readError(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	switch r := minio.ToErrorResponse(err); {
	case r.Code == minio.NoSuchKey || r.StatusCode == http.StatusNotFound:
		return ErrNone
	case r.StatusCode == http.StatusRequestedRangeNotSatisfiable || r.Code == minio.InvalidRange:
		return io.EOF
	}
	return fmt.Errorf("read object: %w", err)
}

// Delete removes an object.
func (s *S3) Delete(ctx context.Context, id string) error {
	if !valid(id) {
		return nil
	}
	if err := s.client.RemoveObject(ctx, s.bucket, s.prefix+id, minio.RemoveObjectOptions{}); err != nil && readError(err) != ErrNone {
		return fmt.Errorf("delete object: %w", err)
	}
	return nil
}

// List calls fn with every object.
func (s *S3) List(ctx context.Context, fn func(string, time.Time) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing where fn did
	for o := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix}) {
		if o.Err != nil {
			return fmt.Errorf("list objects: %w", o.Err)
		}
		id := strings.TrimPrefix(o.Key, s.prefix)
		if !valid(id) {
			continue
		}
		if err := fn(id, o.LastModified); err != nil {
			return err
		}
	}
	return nil
}
