import { GrokVideoError } from '../errors';
import { toJsonBytes } from '../http/json';
import { retryAfterSeconds, type HttpResponse, type HttpResult } from '../http/response';
import { isTransientStatus, retry, type Attempt } from '../http/retry';
import type { StoredFile } from '../input/binaryFile';
import type { CreateRequest } from '../input/videoRequest';
import {
	CREATE_RETRY_SECONDS,
	CREATE_TIMEOUT_SECONDS,
	MIN_UPLOAD_BYTES_PER_SECOND,
	UNREACHABLE_RETRY_SECONDS,
} from '../limits';
import type { CreatedTask, Protocol, Task } from '../protocols/types';
import { createError, toUserError } from '../protocols/userErrors';
import type { RunContext } from './runContext';
import type { Slot, TaskRecord } from './store';

/** An item's create, checked but not sent. */
export interface PreparedCreate {
	itemIndex: number;
	slot: Slot;
	/** The task that an earlier attempt created, so that it costs nothing now. */
	resumed?: TaskRecord;
}

/** Finds the task that an earlier attempt created. */
export async function prepareCreate(
	run: RunContext,
	request: CreateRequest,
	itemIndex: number,
): Promise<PreparedCreate> {
	const slot = await run.store.slotOf(itemIndex, request);
	return { itemIndex, slot, resumed: run.store.resume(slot) };
}

/**
 * The task of an item: the resumed one, or else a new one, which is paid.
 * @throws GrokVideoError. The store knows whether a video may have been created.
 */
export async function getTask(
	run: RunContext,
	request: CreateRequest,
	{ itemIndex, slot, resumed }: PreparedCreate,
): Promise<Task> {
	if (resumed) {
		const { taskId: id = '', model, createdAt } = resumed;
		run.log(itemIndex, `resumes task ${id}, which an earlier attempt created`);
		return { id, model, createdAt, status: 'IN_PROGRESS', raw: {} };
	}
	const unknown = run.store.unknownOutcome(slot);
	if (unknown) throw unknown;
	for (const adjustment of request.adjustments) run.hint(adjustment);
	const record = run.store.start(slot);
	const task = await create(run, request, record);
	const { errorStatus, id, createdAt, model = request.model } = task;
	run.store.update(record, { state: 'created', taskId: id, model, createdAt });
	run.log(itemIndex, `created task ${id}`);
	if (errorStatus !== undefined) {
		run.hint(
			`${run.provider.label} returned HTTP ${errorStatus} but also a task ID, so the video counts as created.`,
		);
	}
	return { ...task, model };
}

/**
 * Sends the create. It is paid and has no idempotency key, so it is repeated only if it was rejected and if a later
 * attempt can succeed.
 */
async function create(
	run: RunContext,
	request: CreateRequest,
	record: TaskRecord,
): Promise<CreatedTask> {
	const { provider, requestForms, signal } = run;
	const { protocol } = provider;
	const upload = uploadOnce(run);
	let form = requestForms.get(request.form) ?? request.form;
	let wasSwitched = form !== request.form;
	const attempt = async (): Promise<Attempt<CreatedTask>> => {
		const result = await send(run, request, record, form, upload);
		const response = result.kind === 'response' ? result : result.partial;
		const task = response && protocol.readCreated(response);
		if (task) return { value: task };
		if (!wasRejected(result, protocol)) {
			const error = createError(result, provider, 'unknown');
			const { message, details } = error;
			run.store.update(record, {
				state: 'unknownOutcome',
				message,
				description: details.description,
			});
			throw error;
		}
		run.store.update(record, { state: 'rejected' });
		const otherForm = response && !wasSwitched && protocol.fallbackForm?.(response, form);
		if (otherForm) {
			wasSwitched = true;
			form = otherForm;
			requestForms.set(request.form, form);
			return await attempt();
		}
		const error = createError(result, provider, 'rejected');
		if (!canRepeat(result, protocol)) throw error;
		return { error, retryAfter: response && retryAfterSeconds(response.headers) };
	};
	return await retry(attempt, { signal, maxSeconds: repeatSeconds });
}

/** A create that was sent is not aborted: its response names the task that is paid. */
async function send(
	run: RunContext,
	request: CreateRequest,
	record: TaskRecord,
	form: string,
	upload: Upload,
): Promise<HttpResult> {
	const release = await run.requests.acquire(request.bytes);
	try {
		run.throwIfStopped();
		const call = await request.buildCall(form, upload);
		const body = await toJsonBytes(call.body ?? {});
		await run.createLimiter.wait(run.signal);
		run.throwIfStopped();
		run.store.update(record, { state: 'sending' });
		const limits = {
			timeoutSeconds: CREATE_TIMEOUT_SECONDS + body.length / MIN_UPLOAD_BYTES_PER_SECOND,
			maxResponseBytes: call.maxResponseBytes + 2 * body.length, // some servers echo the request
		};
		const signals = { partSignal: run.stopReading.signal };
		return await run.http.call({ ...call, body, ...limits }, signals);
	} finally {
		release();
	}
}

function wasRejected(result: HttpResult, protocol: Protocol): boolean {
	return result.kind === 'response' ? protocol.isRejection(result) : !result.wasSent;
}

function canRepeat(result: HttpResult, protocol: Protocol): boolean {
	if (result.kind === 'networkError') return result.reason === undefined;
	const { cause } = protocol.readError(result);
	const isPermanent = cause === 'noCredit' || cause === 'modelUnavailable';
	return isTransientStatus(result.status) && !isPermanent;
}

/** Errors without an HTTP status are those of a server that cannot be reached. */
const repeatSeconds = ({ details }: GrokVideoError) =>
	details.httpStatus === undefined ? UNREACHABLE_RETRY_SECONDS : CREATE_RETRY_SECONDS;

type Upload = (file: StoredFile) => Promise<string>;

/** Uploads a file before it is used. Uploads are free, so they are repeated. */
function uploadOnce(run: RunContext): Upload {
	let fileId: string | undefined; // a repeated create uses the same file
	return async (file) => (fileId ??= await upload(run, file));
}

async function upload(run: RunContext, file: StoredFile): Promise<string> {
	const { provider, signal } = run;
	const { files } = provider.protocol;
	if (!files) throw new GrokVideoError(`${provider.label} does not store files`);
	const body = { fields: {}, file, fileName: 'input.mp4', mimeType: 'video/mp4' };
	const attempt = async (): Promise<Attempt<string>> => {
		await run.createLimiter.wait(signal);
		run.throwIfStopped();
		const result = await run.http.call(files.uploadCall(body), { signal });
		const fileId = result.kind === 'response' ? files.readFileId(result) : undefined;
		if (fileId !== undefined) return { value: fileId };
		run.throwIfStopped();
		const error = toUserError(result, 'upload', provider).withDescription(
			'Nothing was created or billed.',
		);
		if (result.kind === 'networkError' ? result.reason : !isRepeatable(result)) throw error;
		const headers = result.kind === 'response' ? result.headers : {};
		return { error, retryAfter: retryAfterSeconds(headers) };
	};
	return await retry(attempt, { signal, maxSeconds: repeatSeconds });
}

const isRepeatable = ({ status }: HttpResponse) => status < 300 || isTransientStatus(status);
