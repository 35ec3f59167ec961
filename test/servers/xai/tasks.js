'use strict';
const { setTimeout: sleep } = require('node:timers/promises');
const { issueUrl } = require('../fileHost');
const { defaultSeconds } = require('./check');
const { newId } = require('./ids');
const { imagesOf, readMedia } = require('./media');
const { cost, findModel } = require('./models');
const { makeVideo } = require('./video');

/**
 * @typedef {import('./body').Body} Body
 * @typedef {import('./routes').World} World
 * @typedef {import('./task').Plan} Plan
 * @typedef {import('./task').Task} Task
 */

const NO_PROMPT = 'Prompt cannot be empty. Please provide a prompt.';
const BILLED = ['done', 'moderated', 'moderated-old', 'moderated-flag'];

/** @param {Body} body @param {number} images @returns {import('./task').Failure | undefined} */
function promptFailure({ prompt = '' }, images) {
	if (prompt.trim() !== '') return undefined;
	return images > 0
		? { code: 'invalid-argument', message: NO_PROMPT, asBadRequest: true }
		: { code: 'invalid_argument', message: NO_PROMPT };
}

/**
 * @param {import('./task').Kind} kind
 * @param {Body} body As the server has read it.
 * @param {import('../servers').JsonObject} sent
 * @param {string} model
 * @param {World} world
 * @returns {Task}
 */
function newTask(kind, body, sent, model, { plan: source, taskSeconds }) {
	const images = kind === 'generation' ? imagesOf(body).length : 0;
	/** @type {Task} */
	const task = {
		id: newId(),
		kind,
		model,
		body: sent,
		seconds: kind === 'edit' ? 0 : (body.duration ?? defaultSeconds(kind)),
		inputSeconds: undefined,
		resolution: kind === 'generation' ? (body.resolution ?? '480p') : '480p',
		images,
		createdAt: Date.now(),
		plan: {
			seconds: taskSeconds,
			statuses: ['pending'],
			pendingWithModel: false,
			outcome: 'done',
			error: { code: 'internal_error', message: 'An internal error occurred.' },
			badPolls: 0,
			noStatus: false,
			noUrl: false,
			resultUrl: 'file',
			expired: false,
			file: {},
		},
		polls: 0,
		costTicks: 0,
		mediaRead: false,
		failure: promptFailure(body, images),
		uploadStatus: undefined,
		fileId: undefined,
		downloads: 0,
		aborted: 0,
		urlsIssued: 0,
		urlDownloads: 0,
	};
	Object.assign(task.plan, typeof source === 'function' ? source(task) : source);
	return task;
}

/** @param {Task} task */
const elapsedSeconds = ({ createdAt }) => (Date.now() - createdAt) / 1000;

/** Whether nothing of a task is left to be done. @param {Task} task */
function isOver(task) {
	if (task.failure) return true;
	const { outcome } = task.plan;
	const uploads = task.body.output && outcome === 'done' && task.uploadStatus === undefined;
	return task.mediaRead && elapsedSeconds(task) >= task.plan.seconds && !uploads;
}

/** Whether a task is paid when it has ended. @param {Task} task */
const isBilled = ({ failure, plan }) => !failure && BILLED.includes(plan.outcome);

/** The bytes of a task's video, of the length that was asked for. @param {Task} task @param {World} world */
async function videoOf({ body, inputSeconds = 0, kind, seconds }, { fixedVideo, made, sample }) {
	if (fixedVideo) return sample;
	const length = kind === 'extension' ? inputSeconds + seconds : seconds;
	const sound = body.generate_audio !== false;
	const key = `${length} ${sound}`;
	if (!made.has(key)) made.set(key, makeVideo(sample, length, sound));
	return await /** @type {Promise<Buffer>} */ (made.get(key));
}

/** @param {Task} task @param {string} address @param {World} world */
async function upload(task, address, world) {
	await sleep(Math.max(0, task.plan.seconds - elapsedSeconds(task)) * 1000, undefined, {
		signal: world.closing,
	});
	const response = await fetch(address, {
		method: 'PUT',
		headers: { 'content-type': 'video/mp4' },
		body: new Uint8Array(await videoOf(task, world)),
		signal: world.closing,
	}).catch(() => undefined);
	if (!response?.ok) {
		task.failure = {
			code: 'invalid_argument',
			message: 'The video could not be written to output.upload_url.',
		};
	}
	task.uploadStatus = response?.status ?? 0;
}

/** What a task does after its create was answered. @param {Task} task @param {Body} body @param {World} world */
async function work(task, body, world) {
	const { outcome, seconds } = task.plan;
	const setCost = () => {
		const model = findModel(world.models, task.model);
		if (model) task.costTicks = cost(model, task);
	};
	setCost();
	await readMedia(task, body, world);
	setCost();
	if (body.output && !task.failure && outcome === 'done' && Number.isFinite(seconds)) {
		await upload(task, body.output.upload_url, world);
	}
}

/** @param {Task} task @param {string} folder */
function filePath({ id, urlsIssued }, folder) {
	return `/${folder}/xai-video-${id}.mp4${urlsIssued > 1 ? `?v=${urlsIssued}` : ''}`;
}

/** @param {Task} task @param {World} world */
function resultUrl(task, { fileUrl }) {
	if (!['file', 'redirect-file'].includes(task.plan.resultUrl)) return task.plan.resultUrl;
	issueUrl(task);
	return fileUrl + filePath(task, 'xai-vidgen-bucket');
}

module.exports = {
	elapsedSeconds,
	filePath,
	isBilled,
	isOver,
	newTask,
	resultUrl,
	videoOf,
	work,
};
