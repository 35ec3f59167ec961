'use strict';
const { Buffer } = require('node:buffer');
const { randomBytes } = require('node:crypto');
const { apiError, invalid, plainText } = require('./answers');
const { newId } = require('./ids');
const { videoOf } = require('./tasks');

/**
 * @typedef {import('../answers').Answer} Answer
 * @typedef {import('../server').Request} Request
 * @typedef {import('./body').StorageOptions} StorageOptions
 * @typedef {import('./routes').World} World
 * @typedef {import('./task').Task} Task
 * @typedef {import('./xai').StoredFile} StoredFile
 */

const HOUR = 3600;
const DAYS_30 = 2_592_000;

const now = () => Math.floor(Date.now() / 1000);

/** @param {number | undefined} seconds */
const inSeconds = (seconds) => (seconds === undefined ? undefined : now() + seconds);

/**
 * @param {Pick<StoredFile, 'filename' | 'file' | 'bytes' | 'publicToken' | 'purpose' | 'expiresAt'>} file
 * @param {World} world
 */
function store(file, { files }) {
	/** @type {StoredFile} */
	const stored = {
		...file,
		id: `file_${newId()}`,
		createdAt: now(),
		...{ downloads: 0, aborted: 0, urlDownloads: 0 },
	};
	files.set(stored.id, stored);
	return stored;
}

/** @param {StoredFile} file */
function metadata({ bytes, createdAt, expiresAt, filename, id, purpose = '' }) {
	return {
		...{
			id,
			object: 'file',
			bytes: bytes.length,
			created_at: createdAt,
			expires_at: expiresAt ?? null,
		},
		...{ filename, purpose },
	};
}

/** The path of a public file on the file host. @param {StoredFile} file */
const publicPath = ({ id, publicToken }) => `/files-cdn/${publicToken}/${id}.mp4`;

/**
 * Keeps a task's result as `storage_options` asks, once, and gives what its `video` says of that.
 * @param {Task} task @param {World} world
 */
async function storeResult(task, world) {
	const options = /** @type {StorageOptions | null | undefined} */ (task.body.storage_options);
	const { publicUrlError, storageError } = task.plan;
	if (!options) return {};
	if (storageError) return { storage_error: storageError };
	const { expires_after, filename, public_url } = options;
	const stored =
		world.files.get(task.fileId ?? '') ??
		store(
			{
				filename,
				file: task.plan.file,
				bytes: await videoOf(task, world),
				publicToken: public_url ? randomBytes(12).toString('base64url') : undefined,
				purpose: undefined,
				expiresAt: inSeconds(expires_after),
			},
			world,
		);
	task.fileId = stored.id;
	const { expiresAt, id } = stored;
	const publicEnd = inSeconds(
		typeof public_url === 'object' ? public_url?.expires_after : undefined,
	);
	return {
		file_output: {
			...{ file_id: id, filename },
			...(expiresAt && { expires_at: expiresAt ?? null }),
			...(public_url && publicUrlError && { public_url_error: publicUrlError }),
			...(public_url && !publicUrlError && { public_url: world.fileUrl + publicPath(stored) }),
			...(publicEnd && !publicUrlError && { public_url_expires_at: publicEnd }),
		},
	};
}

/** The form's fields and file, and whether a life was named too late. @param {Request} request @param {number} limit */
async function readForm(request, limit) {
	/** @type {Record<string, string>} */
	const fields = {};
	/** @type {{ filename: string, mimetype: string, bytes: Buffer, tooLarge: boolean } | undefined} */
	let file;
	let late = false;
	for await (const part of request.parts({ limits: { fileSize: limit } })) {
		if (part.type === 'field') {
			fields[part.fieldname] = String(part.value);
			late ||= file !== undefined && part.fieldname.startsWith('expires_after');
			continue;
		}
		const chunks = [];
		for await (const chunk of part.file) chunks.push(chunk);
		const { filename, mimetype } = part;
		const bytes = Buffer.concat(chunks);
		if (part.fieldname === 'file')
			file = { filename, mimetype, bytes, tooLarge: part.file.truncated };
	}
	return { fields, file, late };
}

/** @param {import('../servers').RecordedRequest} record @param {Request} request @param {World} world @returns {Promise<Answer>} */
async function upload(record, request, world) {
	if (!request.isMultipart()) return plainText(415, 'Expected a multipart/form-data request.');
	const { fields, file, late } = await readForm(request, world.uploadLimitBytes);
	record.body = { ...fields, ...(file && { file: file.filename, bytes: file.bytes.length }) };
	if (!file) return invalid('Missing field `file` in the multipart form.');
	if (file.tooLarge) {
		const megabytes = world.uploadLimitBytes / 1e6;
		return apiError(413, 'invalid-argument', `File size exceeds the maximum of ${megabytes} MB.`);
	}
	if (late) return invalid('`expires_after` must be sent before the `file` part.');
	const life = fields.expires_after ?? fields['expires_after[seconds]'];
	const seconds = life === undefined ? undefined : Number(life);
	if (seconds !== undefined && !(seconds >= HOUR && seconds <= DAYS_30)) {
		return invalid(`expires_after must be between ${HOUR} and ${DAYS_30} seconds.`);
	}
	const stored = store(
		{
			filename: file.filename,
			file: { contentType: file.mimetype },
			bytes: file.bytes,
			publicToken: undefined,
			purpose: fields.purpose,
			expiresAt: inSeconds(seconds),
		},
		world,
	);
	return { status: 200, body: metadata(stored) };
}

/** @param {StoredFile} stored @returns {Answer} */
const content = (stored) => ({
	status: 200,
	video: { file: stored.file, sample: stored.bytes, task: stored },
});

module.exports = { content, metadata, storeResult, upload };
