'use strict';
const { buffer } = require('node:stream/consumers');
const { randomBytes, randomUUID } = require('node:crypto');
const { default: multipart } = require('@fastify/multipart');
const { issuePath, noSuchFile, videoRoutes } = require('../files');
const server = require('../server');
const { fixtureAnswer, readMedia, videoOf } = require('./media');
const models = require('./models');
const { defaultSeconds, imagesOf, mismatch, unknownVoice, unsupported } = require('./requests');

/**
 * @typedef {import('../server').Answer} Answer
 * @typedef {import('../server').Handler} Handler
 * @typedef {import('./xai').Task} Task
 * @typedef {import('../server').World} World
 */

const FILES = { folder: 'xai-vidgen-bucket', prefix: 'xai-video-', unsigned: true };
const BILLED = ['done', 'moderated', 'moderated-old', 'moderated-flag'];
const REJECTED = 'Generated video rejected by content moderation.';
const HOUR = 3600;
const DAYS_30 = 2_592_000;

/** @type {import('./xai').Account} */
const DEFAULT_ACCOUNT = {
	teamBlocked: false,
	keyBlocked: false,
	keyDisabled: false,
	createsPerSecond: Infinity,
};

/** @type {Omit<import('./xai').Plan, 'seconds' | 'expired' | 'file'>} */
const DEFAULT_PLAN = {
	statuses: ['pending'],
	outcome: 'done',
	error: { code: 'internal_error', message: 'An internal error occurred.' },
	billed: false,
	badPolls: 0,
	noUrl: false,
	resultUrl: 'file',
};

/** @param {object} body @returns {Answer} */
const ok = (body, status = 200) => ({ status, body });

/** @param {number} status @param {string} code @param {string} error @param {object} [more] @returns {Answer} */
const apiError = (status, code, error, more) => ok({ code, error, ...more }, status);

/** @param {string} error */
const invalid = (error) => apiError(400, 'invalid-argument', error);

/** What the framework of the server says. @param {number} status @param {string} body @returns {Answer} */
const plainText = (status, body) => ({
	...{ status, body },
	headers: { 'content-type': 'text/plain; charset=utf-8' },
});

/** @type {import('../server').Dialect} */
const DIALECT = {
	unknownPath: () =>
		ok({ error: { code: 404, message: 'The requested resource was not found.' } }, 404),
	unreadable: ({ message, statusCode = 500 }) => plainText(statusCode, message),
	prepare: (app) => app.register(multipart, { throwFileSizeLimit: false }),
};

/** @param {World} world */
function billedTicks({ tasks }) {
	const isBilled = ({ failure, plan }) =>
		!failure && (plan.billed || BILLED.includes(plan.outcome));
	return tasks.filter(isBilled).reduce((sum, { costTicks }) => sum + costTicks, 0);
}

/** Answers one of the three POST calls. @param {import('./xai').Kind} kind @param {World} world @returns {Handler} */
const create =
	(kind, world) =>
	({ body: sent }) => {
		// null is as good as absent
		const body = Object.fromEntries(
			Object.entries(sent ?? {}).filter(([, value]) => value !== null),
		);
		const wrong = mismatch(kind, body);
		if (wrong) {
			const start = 'Failed to deserialize the JSON body into the target type:';
			return plainText(422, `${start} ${wrong}`);
		}
		const model = models.findModel(body.model);
		if (!model) {
			return apiError(404, 'not-found', `The model ${body.model} does not exist.`);
		}
		const limit = world.account.createsPerSecond;
		const second = Date.now() - 1000;
		const recent = world.creates.filter(({ at, id }) => at > second && id === model.id).length;
		if (recent >= limit) {
			return apiError(
				429,
				'resource-exhausted',
				`Too many requests: ${limit}/${limit} per second.`,
			);
		}
		world.creates.push({ at: Date.now(), id: model.id });
		const refused = unsupported(kind, body, model);
		if (refused) return invalid(`${refused} is not supported for this model.`);
		const voice = unknownVoice(body);
		if (voice) return invalid(`Unknown voice_id "${voice}".`);
		const isGeneration = kind === 'generation';
		/** @type {Task} */
		const task = server.newTask(
			world,
			{
				id: randomUUID().replace(/^(.{14})./, '$1b'), // no version of UUID, like the server's
				...{ kind, model: model.id, body: sent },
				seconds: kind === 'edit' ? 0 : (body.duration ?? defaultSeconds(kind)),
				resolution: (isGeneration && body.resolution) || '480p',
				images: isGeneration ? imagesOf(body).length : 0,
				...{ inputSeconds: undefined, mediaRead: false, failure: undefined, fileId: undefined },
			},
			DEFAULT_PLAN,
		);
		if (!body.prompt?.trim()) {
			const message = 'Prompt cannot be empty. Please provide a prompt.';
			task.failure = { code: 'invalid_argument', message };
		}
		task.costTicks = models.cost(model, task);
		server.addTask(world, task);
		// It reads the media after it has answered.
		const read = async () => {
			await readMedia(task, body, world);
			task.costTicks = models.cost(model, task);
		};
		read().catch((error) => {
			if (!world.closing.aborted) throw error;
		});
		return ok({ request_id: task.id });
	};

/** @param {Task} task @param {number} part @returns {Answer} */
function running(task, part) {
	const { mediaRead } = task;
	const status = server.runningStatus(task, Math.min(part, 0.99));
	if (status === '') return { status: 202, body: '' };
	const progress = mediaRead ? Math.floor(Math.min(part, 0.99) * 100) : 0;
	return ok({ status, progress }, status === 'pending' ? 202 : 200);
}

/**
 * A file of the account.
 * @param {string} filename @param {Buffer} bytes @param {number | undefined} life Seconds.
 * @param {import('../servers').VideoFile} file How it is sent.
 * @returns {import('./xai').StoredFile}
 */
function storedFile(filename, bytes, life, file) {
	const createdAt = server.unix(Date.now());
	const expiresAt = life === undefined ? undefined : createdAt + life;
	return {
		...{ id: `file_${randomUUID()}`, filename, bytes, file, publicToken: undefined },
		...{ createdAt, expiresAt, downloads: 0, aborted: 0, urlDownloads: 0 },
	};
}

/** The fields and the file of a form. @param {import('fastify').FastifyRequest} request @param {number} limit Bytes. */
async function readForm(request, limit) {
	/** @type {Record<string, string>} */
	const fields = {};
	for await (const part of request.parts({ limits: { fileSize: limit } })) {
		if (part.type === 'field') {
			fields[part.fieldname] = String(part.value);
			continue;
		}
		const bytes = await buffer(part.file);
		const { filename, mimetype } = part;
		// xAI ignores fields after the file.
		return { fields, file: { filename, mimetype, bytes, isTooLarge: part.file.truncated } };
	}
	return { fields };
}

/** Keeps a result as `storage_options` asks, once. @param {Task} task @param {World} world */
async function storeResult(task, world) {
	const { body, plan } = task;
	const { expires_after, filename, public_url } = body.storage_options ?? {};
	if (!filename) return {};
	if (plan.storageError) return { storage_error: plan.storageError };
	if (!task.fileId) {
		const stored = storedFile(filename, await videoOf(task, world), expires_after, plan.file);
		stored.publicToken = public_url ? randomBytes(12).toString('base64url') : undefined;
		world.files.set(stored.id, stored);
		task.fileId = stored.id;
	}
	const { expiresAt, id, publicToken } = world.files.get(task.fileId);
	const publicLife = public_url?.expires_after;
	return {
		file_output: {
			...{ file_id: id, filename },
			...(expiresAt && { expires_at: expiresAt }),
			...(public_url &&
				(plan.publicUrlError
					? { public_url_error: plan.publicUrlError }
					: { public_url: `${world.fileUrl}/files-cdn/${publicToken}/${id}.mp4` })),
			...(publicLife &&
				!plan.publicUrlError && { public_url_expires_at: server.unix(Date.now()) + publicLife }),
		},
	};
}

/** @param {Task} task @param {World} world @returns {Promise<Answer>} */
async function done(task, world) {
	const { costTicks, inputSeconds = 0, kind, model, plan, seconds } = task;
	const length = seconds + (kind === 'extension' ? inputSeconds : 0);
	const url = ['file', 'redirect-file'].includes(plan.resultUrl)
		? world.fileUrl + issuePath(task, FILES)
		: plan.resultUrl;
	return ok({
		...{ status: 'done', progress: 100, model },
		video: {
			...(!plan.noUrl && { url }),
			...{ duration: Math.round(length), respect_moderation: true },
			...(await storeResult(task, world)),
		},
		usage: { cost_in_usd_ticks: costTicks },
	});
}

/** The answer to a status call. Counts as a poll. @param {Task} task @param {World} world */
async function poll(task, world) {
	task.polls += 1;
	const { costTicks, model, plan } = task;
	if (task.polls <= plan.badPolls) return invalid('The request is not ready.');
	const usage = { cost_in_usd_ticks: costTicks };
	const failed = (error, isBilled) =>
		ok({ status: 'failed', error, ...(isBilled && { usage, model }) });
	if (task.failure) return failed(task.failure, false);
	const part = server.progressOf(task);
	if (!task.mediaRead || part < 1) return running(task, part);
	if (plan.outcome === 'failed') return failed(plan.error, plan.billed);
	if (plan.outcome === 'expired') return ok({ status: 'expired', ...(plan.billed && { usage }) });
	if (plan.outcome === 'moderated') {
		return apiError(400, 'imagine:content-moderated', REJECTED, { usage });
	}
	if (plan.outcome === 'moderated-old') {
		return apiError(400, 'Client specified an invalid argument', REJECTED, { usage });
	}
	if (plan.outcome === 'moderated-flag') {
		const video = { url: '', duration: 0, respect_moderation: false };
		return ok({ status: 'done', video, model });
	}
	if (plan.outcome === 'moderated-failed') {
		return failed({ code: 'invalid_argument', message: REJECTED }, plan.billed);
	}
	return await done(task, world);
}

/** @param {World} world @returns {Handler} */
const upload = (world) => async (record, _parameters, request) => {
	if (!request.isMultipart()) return plainText(415, 'Expected a multipart/form-data request.');
	const { fields, file } = await readForm(request, world.uploadLimitBytes);
	if (!file) return invalid('Missing field `file` in the multipart form.');
	record.body = { ...fields, file: file.filename, bytes: file.bytes.length };
	if (file.isTooLarge) return apiError(413, 'invalid-argument', 'File size exceeds the maximum.');
	const life = fields.expires_after === undefined ? undefined : Number(fields.expires_after);
	if (life !== undefined && !(life >= HOUR && life <= DAYS_30)) {
		return invalid(`expires_after must be between ${HOUR} and ${DAYS_30} seconds.`);
	}
	const stored = storedFile(file.filename, file.bytes, life, { contentType: file.mimetype });
	world.files.set(stored.id, stored);
	const { bytes, createdAt, expiresAt = null, filename, id } = stored;
	const times = { created_at: createdAt, expires_at: expiresAt };
	return ok({ id, object: 'file', bytes: bytes.length, ...times, filename, purpose: '' });
};

/** @param {World} world @returns {import('../server').Route[]} */
function apiRoutes(world) {
	const { account, key } = world;

	/** @param {Handler} handle @param {boolean} [evenIfBlocked] @returns {Handler} */
	const withKey = (handle, evenIfBlocked) => (record, parameters, request) => {
		const sent = /^Bearer (\S+)$/.exec(String(record.headers.authorization))?.[1];
		const isBlocked = account.keyBlocked || account.keyDisabled || account.teamBlocked;
		if (sent === key && (!isBlocked || evenIfBlocked)) return handle(record, parameters, request);
		// Unread parts of an upload would break the connection before the answer arrives.
		request.raw.resume();
		if (sent === key) return apiError(403, 'permission-denied', 'The API key is blocked.');
		if (!sent) return apiError(401, 'unauthenticated', 'No API key provided.');
		return invalid('Incorrect API key provided.');
	};

	const keyInformation = () =>
		ok({
			redacted_api_key: `xai-...${key.slice(-4)}`,
			...{ name: 'Local test key', team_blocked: account.teamBlocked },
			...{ api_key_blocked: account.keyBlocked, api_key_disabled: account.keyDisabled },
		});

	const list = () => {
		const others = models.OTHER_MODELS.map((id) => ({ id }));
		return ok({ object: 'list', data: [...others, ...models.MODELS].map(models.modelEntry) });
	};
	const videoModels = () => ok({ models: models.MODELS.map(models.videoModelEntry) });

	const status = (_record, { id }) => {
		if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
			return invalid('Malformed request ID');
		}
		const task = world.tasksById.get(id);
		return task ? poll(task, world) : apiError(404, 'not-found', 'Request not found.');
	};

	return [
		['GET', '/v1/models', 'models', withKey(list)],
		['GET', '/v1/video-generation-models', 'models', withKey(videoModels)],
		['GET', '/v1/api-key', 'key', withKey(keyInformation, true)],
		['POST', '/v1/videos/generations', 'create', withKey(create('generation', world))],
		['POST', '/v1/videos/edits', 'create', withKey(create('edit', world))],
		['POST', '/v1/videos/extensions', 'create', withKey(create('extension', world))],
		['GET', '/v1/videos/:id', 'status', withKey(status)],
		['POST', '/v1/files', 'upload', withKey(upload(world))],
	];
}

/** @param {World} world @returns {import('../server').Route[]} */
function fileRoutes(world) {
	const publicFile = (_record, { name, token }) => {
		const stored = world.files.get(name.replace(/\.mp4$/, ''));
		if (stored?.publicToken !== token) return noSuchFile();
		return { status: 200, video: { file: stored.file, sample: stored.bytes, task: stored } };
	};
	const fixture = (_record, { name }) => fixtureAnswer(name);
	return [
		...videoRoutes(world, FILES, (task) => videoOf(task, world)),
		['GET', '/files-cdn/:token/:name', 'file', publicFile],
		['GET', '/media/:name', 'media', fixture],
	];
}

/** @type {typeof import('./xai').startXai} */
async function startXai({
	key = 'xai-local-test-key',
	uploadLimitBytes = 50_000_000,
	...options
} = {}) {
	/** @type {World} */
	const world = Object.assign(await server.newWorld({ key, ...options }, DEFAULT_ACCOUNT), {
		...{ uploadLimitBytes, files: new Map(), creates: [] },
		...{ fixedVideo: options.video !== undefined, made: new Map() },
	});
	return await server.startServers(world, {
		...options,
		dialect: DIALECT,
		apiRoutes: apiRoutes(world),
		fileRoutes: fileRoutes(world),
		onReset() {
			world.files.clear();
			world.creates.length = 0;
		},
		extra: {
			files: world.files,
			get billedUsd() {
				return billedTicks(world) / models.TICKS_PER_USD;
			},
			mediaUrl: (fixture) => `${world.fileUrl}/media/${fixture}`,
			video: (task) => videoOf(task, world),
		},
	});
}

module.exports = { startXai };
