/* eslint-disable @n8n/community-nodes/no-restricted-imports -- stand-ins run in Node, not in n8n */
import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fastifyMultipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { MockResponse } from '../faults';
import { issuePath, noSuchFile, videoRoutes } from '../files';
import * as server from '../server';
import type { Handler, Route } from '../server';
import type { BasePlan, BaseTask, JsonObject, ServerOptions, VideoFile } from '../types';
import { fixtureResponse, readMedia, videoOf } from './media';
import * as models from './models';
import {
	defaultSeconds,
	imagesOf,
	invalidField,
	unknownVoice,
	unsupportedFeature,
} from './requests';
import type { Body, Kind } from './requests';

const { json } = server;

const FILES = { folder: 'xai-vidgen-bucket', unsigned: true };
const REJECTED = 'Generated video rejected by content moderation.';

/** The flags of `/v1/api-key`. */
const DEFAULT_ACCOUNT = {
	teamBlocked: false,
	keyBlocked: false,
	/** Max creates per second and model. Others are rejected with HTTP 429. */
	createsPerSecond: Infinity,
};

type Outcome =
	| 'done'
	| 'failed'
	| 'expired'
	/** HTTP 400 `imagine:content-moderated` with `usage`: billed. */
	| 'moderated'
	/** The same with the code used before July 2026. */
	| 'moderated-old'
	/** HTTP 200 `done` with `respect_moderation: false` and an empty URL: billed. */
	| 'moderated-flag'
	/** HTTP 200 `failed` with `invalid_argument`. */
	| 'moderated-failed';

const BILLED: Outcome[] = ['done', 'moderated', 'moderated-old', 'moderated-flag'];

const DEFAULT_PLAN = {
	/** `pending` (HTTP 202), an empty string (HTTP 202 with an empty body), or any other status (HTTP 200). */
	statuses: ['pending'],
	outcome: 'done' as Outcome,
	/** The error if the outcome is `failed`. */
	error: { code: 'internal_error', message: 'An internal error occurred.' },
	/** Whether `failed` and `expired` tasks have `usage` and are billed. */
	billed: false,
	/** The number of polls that get a temporary HTTP 400 first. */
	badPolls: 0,
	/** `done` without `video.url`. Only `file_output` may have a URL. */
	noUrl: false,
	/** With `storage_options`: the error of storing the file, or of the public URL. */
	storageError: '',
	publicUrlError: '',
};

export type Plan = BasePlan & typeof DEFAULT_PLAN;

export interface Task extends BaseTask, models.Priced {
	kind: Kind;
	/** The model ID, also if the request has an alias. */
	model: string;
	seconds: number;
	plan: Plan;
	/** Whether its images and videos have been fetched, which starts after the response to the create. */
	mediaRead: boolean;
	/** An error that overrides the plan. */
	failure?: { code: string; message: string };
	/** The stored result, after the first poll that returns it. */
	stored?: StoredFile;
}

interface StoredFile {
	id: string;
	filename: string;
	bytes: Buffer;
	/** How the file is sent. */
	file: VideoFile;
	/** Part of its public URL. */
	publicToken?: string;
}

export interface XaiOptions extends ServerOptions<Task, typeof DEFAULT_ACCOUNT> {
	/** Default: 50 MB. */
	uploadLimitBytes?: number;
}

export type Xai = Awaited<ReturnType<typeof startXai>>;
export type State = ReturnType<typeof createXaiState>;

const apiError = (status: number, code: string, error: string, extraFields?: JsonObject) =>
	json({ code, error, ...extraFields }, status);

const invalid = (error: string) => apiError(400, 'invalid-argument', error);

/** An error of the server's framework. */
const plainText = (status: number, body: string): MockResponse => ({
	status,
	body,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
});

const DIALECT: server.Dialect = {
	unknownPath: () =>
		json({ error: { code: 404, message: 'The requested resource was not found.' } }, 404),
	error: plainText,
	invalidKey: () => invalid('Incorrect API key provided.'),
	prepare: (app) => app.register(fastifyMultipart, { throwFileSizeLimit: false }),
};

const isBilled = ({ failure, plan }: Task) =>
	!failure && (plan.billed || BILLED.includes(plan.outcome));

/** Handles the three create endpoints. */
const create =
	(kind: Kind, state: State): Handler =>
	({ body: rawBody = {} }) => {
		const fields = Object.entries(rawBody).filter(([, value]) => value !== null);
		const body: Body & JsonObject = Object.fromEntries(fields);
		const problem = invalidField(kind, body);
		if (problem) {
			const message = 'Failed to deserialize the JSON body into the target type';
			return plainText(422, `${message}: ${problem}`);
		}
		const model = models.findModel(body.model);
		if (!model) return apiError(404, 'not-found', `The model ${body.model} does not exist.`);
		const limit = state.account.createsPerSecond;
		const oneSecondAgo = Date.now() - 1000;
		const recent = state.creates.filter(({ at, id }) => at > oneSecondAgo && id === model.id);
		if (recent.length >= limit) {
			const message = `Too many requests: ${limit}/${limit} per second.`;
			return apiError(429, 'resource-exhausted', message);
		}
		state.creates.push({ at: Date.now(), id: model.id });
		const unsupported = unsupportedFeature(kind, body, model);
		if (unsupported) return invalid(`${unsupported} is not supported for this model.`);
		const voice = unknownVoice(body);
		if (voice) return invalid(`Unknown voice_id "${voice}".`);
		const isGeneration = kind === 'generation';
		const task = server.addTask(state, {
			id: randomUUID().replace(/^(.{14})./, '$1b'), // not a valid UUID version, like xAI's IDs
			kind,
			model: model.id,
			body: rawBody,
			mediaRead: false,
			seconds: kind === 'edit' ? 0 : (body.duration ?? defaultSeconds(kind)),
			resolution: (isGeneration && body.resolution) || '480p',
			images: isGeneration ? imagesOf(body).length : 0,
		});
		if (!body.prompt?.trim()) {
			const message = 'Prompt cannot be empty. Please provide a prompt.';
			task.failure = { code: 'invalid_argument', message };
		}
		void readMedia(task, body, state); // not awaited, because xAI responds first
		return json({ request_id: task.id });
	};

function running({ mediaRead, plan }: Task, progress: number): MockResponse {
	const status = server.runningStatus(plan.statuses, Math.min(progress, 0.99));
	if (status === '') return { status: 202, body: '' };
	const percent = mediaRead ? Math.floor(Math.min(progress, 0.99) * 100) : 0;
	return json({ status, progress: percent }, status === 'pending' ? 202 : 200);
}

/** Adds a file to the account. */
function storeFile(state: State, file: Omit<StoredFile, 'id'>) {
	const stored: StoredFile = { id: `file_${randomUUID()}`, ...file };
	state.files.set(stored.id, stored);
	return stored;
}

/** The fields and the file of a multipart form. xAI ignores fields after the file. */
async function readForm(request: FastifyRequest, limitBytes: number) {
	const fields: Record<string, unknown> = {};
	for await (const part of request.parts({ limits: { fileSize: limitBytes } })) {
		if (part.type === 'file') return { ...part, fields, bytes: await buffer(part.file) };
		fields[part.fieldname] = part.value;
	}
	throw new Error('Missing field `file` in the multipart form.');
}

/** Stores a result once, as requested by `storage_options`. */
async function storeResult(task: Task, state: State) {
	const { plan } = task;
	const { filename, public_url } = (task.body as Body).storage_options ?? {};
	if (!filename) return {};
	if (plan.storageError) return { storage_error: plan.storageError };
	task.stored ??= storeFile(state, {
		filename,
		bytes: await videoOf(task, state),
		file: plan.file,
		publicToken: randomBytes(12).toString('base64url'),
	});
	const { id, publicToken } = task.stored;
	const file = { file_id: id, filename };
	if (!public_url) return { file_output: file };
	if (plan.publicUrlError) {
		return { file_output: { ...file, public_url_error: plan.publicUrlError } };
	}
	const lifetime = public_url === true ? undefined : public_url.expires_after;
	return {
		file_output: {
			...file,
			public_url: `${state.fileUrl}/files-cdn/${publicToken}/${id}.mp4`,
			...(lifetime && { public_url_expires_at: server.toUnixSeconds(Date.now()) + lifetime }),
		},
	};
}

async function done(task: Task, state: State): Promise<MockResponse> {
	const { inputSeconds = 0, kind, model, plan, seconds } = task;
	const length = seconds + (kind === 'extension' ? inputSeconds : 0);
	const url = ['file', 'redirect-file'].includes(plan.resultUrl)
		? state.fileUrl + issuePath(task, FILES)
		: plan.resultUrl;
	return json({
		status: 'done',
		progress: 100,
		model,
		video: {
			...(!plan.noUrl && { url }),
			duration: Math.round(length),
			respect_moderation: true,
			...(await storeResult(task, state)),
		},
		usage: { cost_in_usd_ticks: models.costOf(task) },
	});
}

/** The response to a status call. Counts as a poll. */
async function poll(task: Task, state: State) {
	task.polls += 1;
	const { failure, model, plan } = task;
	if (task.polls <= plan.badPolls) return invalid('The request is not ready.');
	if (failure) return json({ status: 'failed', error: failure });
	const progress = server.progressOf(task);
	if (!task.mediaRead || progress < 1) return running(task, progress);
	const usage = { cost_in_usd_ticks: models.costOf(task) };
	const bill = plan.billed && { usage, model };
	switch (plan.outcome) {
		case 'failed':
			return json({ status: 'failed', error: plan.error, ...bill });
		case 'expired':
			return json({ status: 'expired', ...bill });
		case 'moderated':
			return apiError(400, 'imagine:content-moderated', REJECTED, { usage });
		case 'moderated-old':
			return apiError(400, 'Client specified an invalid argument', REJECTED, { usage });
		case 'moderated-flag':
			return json({
				status: 'done',
				video: { url: '', duration: 0, respect_moderation: false },
				model,
			});
		case 'moderated-failed':
			return json({ status: 'failed', error: { code: 'invalid_argument', message: REJECTED } });
		case 'done':
			return await done(task, state);
	}
}

const upload =
	(state: State): Handler =>
	async (record, _parameters, request) => {
		const { bytes, fields, file, filename, mimetype } = await readForm(
			request,
			state.uploadLimitBytes,
		);
		record.body = { ...fields, file: filename, bytes: bytes.length };
		if (file.truncated) return apiError(413, 'invalid-argument', 'File size exceeds the maximum.');
		const { id } = storeFile(state, { filename, bytes, file: { contentType: mimetype } });
		return json({ id, object: 'file', bytes: bytes.length, filename, purpose: '' });
	};

function apiRoutes(state: State): Route[] {
	const { account, key } = state;
	const keyInformation = () =>
		json({
			redacted_api_key: `xai-...${key.slice(-4)}`,
			name: 'Local test key',
			team_blocked: account.teamBlocked,
			api_key_blocked: account.keyBlocked,
			api_key_disabled: false,
		});
	const ids = [...models.OTHER_MODELS, ...models.MODELS.map(({ id }) => id)];
	const list = () => json({ object: 'list', data: ids.map(models.modelEntry) });
	const videoModels = () => json({ models: models.MODELS.map(models.videoModelEntry) });
	const status: Handler = (_record, { id }) => {
		if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
			return invalid('Malformed request ID');
		}
		const task = state.find(id);
		return task ? poll(task, state) : apiError(404, 'not-found', 'Request not found.');
	};
	return [
		['GET', '/v1/models', 'models', list],
		['GET', '/v1/video-generation-models', 'models', videoModels],
		['GET', '/v1/api-key', 'key', keyInformation],
		['POST', '/v1/videos/generations', 'create', create('generation', state)],
		['POST', '/v1/videos/edits', 'create', create('edit', state)],
		['POST', '/v1/videos/extensions', 'create', create('extension', state)],
		['GET', '/v1/videos/:id', 'status', status],
		['POST', '/v1/files', 'upload', upload(state)],
	];
}

function fileRoutes(state: State): Route[] {
	const publicFile: Handler = (_record, { name, token }) => {
		const stored = state.files.get(name.replace(/\.mp4$/, ''));
		if (stored?.publicToken !== token) return noSuchFile();
		return { status: 200, video: { file: stored.file, sample: stored.bytes } };
	};
	return [
		...videoRoutes(state, FILES, async (task) => await videoOf(task, state)),
		['GET', '/files-cdn/:token/:name', 'file', publicFile],
		['GET', '/media/:name', 'media', (_record, { name }) => fixtureResponse(name)],
	];
}

function createXaiState({ uploadLimitBytes = 50_000_000, ...options }: XaiOptions) {
	const defaults = { key: 'xai-local-test-key', account: DEFAULT_ACCOUNT, plan: DEFAULT_PLAN };
	return {
		...server.createState<Task, typeof DEFAULT_ACCOUNT>(options, defaults),
		uploadLimitBytes,
		fixedVideo: options.video !== undefined,
		files: new Map<string, StoredFile>(),
		creates: [] as Array<{ at: number; id: string }>,
		/** Generated videos, by duration and sound. */
		generated: new Map<string, Promise<Buffer>>(),
	};
}

/**
 * `https://api.x.ai` with its file host. URLs on example.com (reserved, RFC 2606) stand for existing public images and
 * videos. Other URLs in requests are fetched.
 */
export async function startXai(options: XaiOptions = {}) {
	const state = createXaiState(options);
	const { creates, files, tasks } = state;
	const control = await server.startServers(state, {
		dialect: DIALECT,
		apiRoutes: apiRoutes(state),
		fileRoutes: fileRoutes(state),
		billedUsd: () =>
			tasks.filter(isBilled).reduce((sum, task) => sum + models.costOf(task), 0) /
			models.TICKS_PER_USD,
		onReset() {
			files.clear();
			creates.length = 0;
		},
	});
	return Object.assign(control, {
		/** Uploads, and results stored by `storage_options`, by ID. */
		files,
		/** The URL of a file in test/fixtures, for requests. */
		mediaUrl: (fixture: string) => `${state.fileUrl}/media/${fixture}`,
		/** The bytes of a task's video. */
		video: async (task: Task) => await videoOf(task, state),
	});
}
