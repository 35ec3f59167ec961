import { randomBytes } from 'node:crypto';
import { issuePath, videoBytes, redirect, videoRoutes } from '../files';
import {
	addTask,
	createState,
	json,
	progressOf,
	runningStatus,
	startServers,
	toUnixSeconds,
	type Handler,
	type Route,
} from '../server';
import type { BasePlan, ServerOptions } from '../types';
import * as account from './account';
import { rejection } from './requests';

const FILES = { folder: 'vidgen' };
const VIDEO = ['openai-video'];
const DEFAULT_MODELS: ModelEntry[] = [
	{ id: 'gpt-4o-mini', owned_by: 'openai', supported_endpoint_types: ['openai'] },
	{ id: 'grok-4', owned_by: 'xai', supported_endpoint_types: ['openai'] },
	{ id: 'grok-image-video', supported_endpoint_types: VIDEO },
	{ id: 'gemini-2.5-flash-image', supported_endpoint_types: ['image-generation', 'openai'] },
	{ id: 'grok-video-1.5', supported_endpoint_types: VIDEO },
	{ id: 'grok-video-2-preview', supported_endpoint_types: VIDEO },
	{ id: 'grok-video-legacy' }, // older gateways send no endpoint types
];

/**
 * `resultUrl` may also be
 * - `content` or `content-relative`: the gateway's `/v1/videos/{id}/content`, which needs the key, as a URL or a path
 * - `localhost`: the same on `http://localhost:3000`, as from gateways without a configured public address
 * - `redirect-same` or `redirect-cross`: like `content`, with a redirect to the same origin or to the file host
 * - `data`: a data URL
 * - `legacy`: the URL is in `fail_reason`, and there is no `result_url`
 */
const DEFAULT_PLAN = {
	statuses: ['NOT_START', 'SUBMITTED', 'QUEUED', 'IN_PROGRESS'],
	outcome: 'success' as 'success' | 'failure',
	failReason: 'Video generation failed: the request was rejected by content moderation.',
	/** SUCCESS without a URL for this many polls. */
	urlDelayPolls: 0,
	/** Only the documented fields, including empty ones. */
	documentedFieldsOnly: false,
};

/** `stock`: stock new-api, in which `seconds` and `input_reference` must be strings. */
const DEFAULT_ACCOUNT = { ...account.DEFAULT_ACCOUNT, stock: false };

interface Task extends account.PricedTask {
	plan: BasePlan & typeof DEFAULT_PLAN;
	/** Polls answered with SUCCESS. */
	successPolls: number;
}

interface ModelEntry {
	id: string;
	owned_by?: string;
	supported_endpoint_types?: string[];
}

export interface GatewayOptions extends ServerOptions<Task, typeof DEFAULT_ACCOUNT> {
	/** A string is the ID of a video model. */
	models?: Array<string | ModelEntry>;
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>;
type State = ReturnType<typeof createState<Task, typeof DEFAULT_ACCOUNT>>;

const PERCENT: Record<string, number> = { NOT_START: 0, SUBMITTED: 10, QUEUED: 20 };

/** Failures that are not refunded. */
const NOT_REFUNDED = /^$|不进行退款|^Failed to get channel info/;

function stateOf(task: Task) {
	const { outcome, statuses } = task.plan;
	const progress = progressOf(task);
	if (progress === 1)
		return { status: outcome === 'failure' ? 'FAILURE' : 'SUCCESS', percent: 100 };
	const status = runningStatus(statuses, progress);
	return { status, percent: PERCENT[status] ?? Math.max(30, Math.floor(progress * 100)) };
}

const isBilled = (task: Task) =>
	stateOf(task).status !== 'FAILURE' || NOT_REFUNDED.test(task.plan.failReason);

function resultUrl(task: Task, { fileUrl, sample, url }: State) {
	const { file, resultUrl: location } = task.plan;
	const content = `/v1/videos/${task.id}/content`;
	if (location === 'content-relative') return content;
	if (location === 'localhost') return `http://localhost:3000${content}`;
	if (['content', 'redirect-same', 'redirect-cross'].includes(location)) return url + content;
	if (location === 'data') {
		return `data:video/mp4;base64,${videoBytes(file, sample).toString('base64')}`;
	}
	if (!['file', 'legacy', 'redirect-file'].includes(location)) return location;
	return fileUrl + issuePath(task, FILES);
}

/** Fields that new-api adds to the documented ones. The numeric `id` is a row number, not the task ID. */
const extraFields = ({ createdAt, model, plan, quota }: Task, hasEnded: boolean) => ({
	id: toUnixSeconds(createdAt) % 100000,
	created_at: toUnixSeconds(createdAt),
	quota,
	finish_time: hasEnded ? toUnixSeconds(createdAt + plan.seconds * 1000) : 0,
	properties: { origin_model_name: model },
	data: { object: 'video', model },
});

/** The body of a status response. Counts as a poll. */
function statusBody(task: Task, state: State) {
	task.polls += 1;
	const { id, plan } = task;
	const { status, percent } = stateOf(task);
	let url = '';
	if (status === 'SUCCESS') {
		task.successPolls += 1;
		if (task.successPolls > plan.urlDelayPolls) url = resultUrl(task, state);
	}
	const isLegacy = plan.resultUrl === 'legacy' && url !== '';
	const data = {
		...(!plan.documentedFieldsOnly && extraFields(task, percent === 100)),
		task_id: id,
		status,
		progress: `${percent}%`,
		fail_reason: isLegacy ? url : status === 'FAILURE' ? plan.failReason : '',
		result_url: isLegacy ? '' : url,
	};
	return { code: 'success', message: '', data };
}

function apiRoutes(state: State, models: ModelEntry[]): Route[] {
	const create: Handler = ({ body = {} }) => {
		const ids = models.map(({ id }) => id);
		const rejected = rejection(body, ids, state.account.stock);
		if (rejected) return rejected;
		const id = `task_${randomBytes(16).toString('hex')}`;
		const task = addTask(state, { id, ...account.readTask(body), successPolls: 0 });
		task.quota = state.account.price(task);
		return json({ ...account.createdBody(task), task_id: id });
	};

	const status: Handler = (_request, { id }) => {
		const task = state.find(id);
		return task ? json(statusBody(task, state)) : account.taskError('task_not_exist');
	};

	const content: Handler = ({ path }, { id }) => {
		const task = state.find(id);
		if (!task || stateOf(task).status !== 'SUCCESS') {
			return account.apiError(404, 'The video is not available');
		}
		const { file, resultUrl } = task.plan;
		if (resultUrl === 'redirect-cross') return redirect(state.fileUrl + issuePath(task, FILES));
		if (resultUrl === 'redirect-same' && !path.includes('?')) return redirect(`${path}?part=video`);
		return { status: 200, video: { file, sample: state.sample, task } };
	};

	return [
		['GET', '/v1/models', 'models', () => json({ success: true, object: 'list', data: models })],
		['POST', '/v1/video/generations', 'create', create],
		['GET', '/v1/video/generations/:id', 'status', status],
		['GET', '/v1/videos/:id/content', 'content', content],
	];
}

export async function startGateway({ models = DEFAULT_MODELS, ...options }: GatewayOptions = {}) {
	const defaults = { key: 'sk-local-test-key', account: DEFAULT_ACCOUNT, plan: DEFAULT_PLAN };
	const state: State = createState(options, defaults);
	const billedQuota = () => account.quotaOf(state.tasks.filter(isBilled));
	const entries = models.map((model) => ({
		object: 'model',
		created: 1626777600,
		owned_by: 'custom',
		...(typeof model === 'string' ? { id: model, supported_endpoint_types: VIDEO } : model),
	}));
	return await startServers(state, {
		dialect: account.DIALECT,
		apiRoutes: [...account.accountRoutes(state.account, billedQuota), ...apiRoutes(state, entries)],
		fileRoutes: videoRoutes(state, FILES),
		billedUsd: () => billedQuota() / state.account.quotaPerUnit,
	});
}
