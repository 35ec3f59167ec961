import type { Control, Downloads, RecordedRequest as Recorded, ServerOptions } from '../servers';
import type { PlanSource, Task, VideoFile } from './task';

export type * from './task';
export type { ChaosOptions, Delay, Fault, FaultAnswer, JsonObject } from '../servers';

/**
 * `create`: the three POST paths. `models`: the lists and their entries. `content`: a stored file, with the key.
 * `file`: a result or a public URL. `media`: a picture or video of test/fixtures, as input for requests.
 */
export type Where =
	'models' | 'key' | 'create' | 'status' | 'upload' | 'metadata' | 'content' | 'file' | 'media';

export type RecordedRequest = Recorded<Where>;

/** What `/v1/api-key` says and what follows from it. A blocked key or team gets 403 from every other call. */
export interface Account {
	teamBlocked: boolean;
	keyBlocked: boolean;
	keyDisabled: boolean;
	acls: string[];
	/** A create that would cost more than what is left of it is refused with 403. */
	creditUsd: number;
	/** Creates without `output.upload_url` are refused. */
	zeroDataRetention: boolean;
	/** Creates a second for each model; more of them get 429. */
	createsPerSecond: number;
}

export interface StoredFile extends Downloads {
	id: string;
	filename: string;
	bytes: Buffer;
	/** How it is sent. */
	file: VideoFile;
	/** Part of its public URL; undefined without one. */
	publicToken: string | undefined;
	purpose: string | undefined;
	/** Unix seconds. */
	createdAt: number;
	expiresAt: number | undefined;
}

export interface XaiOptions extends ServerOptions<PlanSource> {
	/** The video models that the key may use: all known ones. An unknown ID can and costs what 1.5 does. */
	models?: string[];
	/** IDs of the team's own voices, beside the preset ones. */
	voices?: string[];
	/** Ratios beside the seven that the server is known to take. */
	moreRatios?: string[];
	/** Default 50 MB. */
	uploadLimitBytes?: number;
	account?: Partial<Account>;
}

/**
 * `https://api.x.ai` with its file host. An address on example.com (reserved, RFC 2606) as an input stands for a
 * public picture or video that is there; any other address is really fetched.
 */
export interface Xai extends Control<Where, Task, PlanSource> {
	/** May be changed at any time; `reset` puts it back. */
	readonly account: Account;
	/** Uploads, and results kept by `storage_options`, by ID. */
	readonly files: Map<string, StoredFile>;
	/** What the accepted tasks cost when they have all ended, those still running included. */
	readonly billedUsd: number;
	/** The address of a file of test/fixtures on the file host, as an input for requests. */
	mediaUrl(fixture: string): string;
	/** The bytes that a task's result URL serves. */
	video(task: Task): Promise<Buffer>;
}

export function startXai(options?: XaiOptions): Promise<Xai>;
