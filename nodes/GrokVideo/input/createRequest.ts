import type { Call } from '../http/client';

/**
 * An image or a video from an item. It holds no file: `load` reads it when the request is sent, so that waiting items
 * take no memory.
 */
export interface Media {
	/** Identifies the content: the link, the ID in n8n's file store, or a SHA-256 digest of the file. */
	identity: string;
	/** Bytes that it adds to a JSON request. */
	bytes: number;
	/** A link or a data URL. @throws GrokVideoError if n8n cannot read the file. */
	load(): Promise<string>;
}

/** A file in n8n's store, to be sent as it is read. */
export interface StoredFile {
	bytes: number;
	open(): Promise<NodeJS.ReadableStream>;
}

/** A validated item, ready to be sent. */
export interface CreateRequest {
	model: string;
	/** JSON of everything that defines the video, with files as their identity. */
	identity: string;
	/** The identities of its images or of its video. */
	media: string[];
	/** Bytes of files inside the request. */
	bytes: number;
	/** Estimated price in US dollars. Undefined if it is unknown. */
	estimatedUsd?: number;
	/** Changes that the node made to the request, as sentences. */
	adjustments: string[];
	/** Whether the provider delivers the video elsewhere (`output.upload_url`), so that it returns no link. */
	expectsNoLink?: boolean;
	/** Whether a public link is requested. */
	expectsPublicLink?: boolean;
	/** The request form to send first. */
	form: string;
	/** Builds the call. `upload` stores a large file at the provider and returns its ID. */
	buildCall(form: string, upload: (file: StoredFile) => Promise<string>): Promise<Call>;
}
