import type { Answer, Body, CallKind, IdPlace, Json, Pad } from '../plan';
import { expand } from './truth';

/** What the texts of a plan can name. */
export interface Names {
	gateway: string;
	files: string;
	key: string;
	item: string;
	id: string;
}

export interface Subject {
	kind: CallKind;
	names: Names;
	/** The ID is written as a JSON number. */
	numberId: boolean;
	/** Where the video lies, and its length. */
	url: string;
	bytes: number;
}

/** Fills in the names. */
export function fill(text: string, names: Names): string {
	return expand(text)
		.replace('«video»', () => video(64).toString('base64'))
		.replace(/«(gateway|files|key|item|id)»/g, (_all, name: keyof Names) => names[name]);
}

function fillJson(value: Json, names: Names): Json {
	if (typeof value === 'string') return fill(value, names);
	if (Array.isArray(value)) return value.map((entry) => fillJson(entry, names));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value);
	return Object.fromEntries(
		entries.map(([name, entry]) => [fill(name, names), fillJson(entry, names)]),
	);
}

/** The beginning of an MP4 file, and zeros. */
export function video(bytes: number): Buffer {
	const file = Buffer.alloc(Math.max(bytes, 24));
	file.writeUInt32BE(24);
	file.write('ftypmp42', 4, 'latin1');
	return file;
}

/** An answer's body before it is encoded: bytes of a video, or a text. */
export function bodyOf(subject: Subject, answer: Answer): Buffer | string {
	const { body = {}, status = 200 } = answer;
	const { kind, names } = subject;
	if (body.text !== undefined) return padText(fill(body.text, names), body.pad);
	const isFile = kind === 'content' || kind === 'file';
	if (isFile && status < 300 && body.json === undefined) return video(subject.bytes);
	const json =
		body.json === undefined ? ordinary(subject, body, status) : fillJson(body.json, names);
	const text = JSON.stringify(withPad(json, body.pad)).replaceAll('"«number»"', names.id);
	const padding = body.pad && paddingOf(body.pad);
	return padText(
		(body.escaped ? escaped(text) : text).replace(PAD, () => padding ?? ''),
		body.pad,
	);
}

function ordinary(subject: Subject, body: Body, status: number): Json {
	const { kind, names, numberId } = subject;
	const members = fillJson(body.members ?? {}, names) as Record<string, Json>;
	const id = numberId ? '«number»' : names.id;
	if (kind === 'create' && (status < 300 || body.idAt)) return created(id, body.idAt, members);
	if (status >= 300) {
		const message = `The answer is ${status} (request id: 20261121)`;
		return { error: { message, type: 'new_api_error', code: '', ...members } };
	}
	if (kind === 'status') {
		return { code: 'success', message: '', data: { ...finished(subject, id), ...members } };
	}
	if (kind === 'account') return { ...ACCOUNT, ...members };
	return { success: true, object: 'list', data: [model('grok-image-video')], ...members };
}

/** Answers every question about the account. */
const ACCOUNT: Record<string, Json> = {
	success: true,
	code: true,
	data: { quota_per_unit: 500_000, quota_display_type: 'USD', total_available: 1e6, total_used: 1 },
	hard_limit_usd: 10,
	total_usage: 100,
};

function created(id: Json, at: IdPlace = 'both', members: Record<string, Json>): Json {
	const task = { object: 'video', status: 'queued', progress: 0, ...members };
	switch (at) {
		case 'task_id':
			return { task_id: id, ...task };
		case 'id':
			return { id, ...task };
		case 'both':
			return { id, task_id: id, ...task };
		case 'data.task_id':
			return { code: 'success', message: '', data: { task_id: id, ...task } };
		case 'data.id':
			return { code: 'success', message: '', data: { id, ...task } };
		case 'data':
			return { code: 'success', message: '', data: id };
		case 'list':
			return [{ task_id: id, ...task }];
		case 'none':
			return task;
	}
}

function finished({ names, url }: Subject, id: Json): Record<string, Json> {
	return {
		task_id: id,
		status: 'SUCCESS',
		progress: '100%',
		result_url: fill(url, names),
		submit_time: 1_795_000_000,
		finish_time: 1_795_000_060,
	};
}

function model(id: string): Json {
	return {
		id,
		object: 'model',
		created: 1_795_000_000,
		supported_endpoint_types: ['openai-video'],
	};
}

function padText(text: string, pad?: Pad): string {
	if (pad?.where === 'before') return pad.unit.repeat(pad.times) + text;
	return pad?.where === 'behind' ? text + pad.unit.repeat(pad.times) : text;
}

const PAD = '{"pad":1}';

/** The padding comes in last: it is large. */
function withPad(json: Json, pad?: Pad): Json {
	if (pad?.where !== 'member' || typeof json !== 'object' || json === null) return json;
	const member = JSON.parse(PAD) as Json;
	return Array.isArray(json) ? [...json, member] : { ...json, member };
}

/** The unit `[]` stands for arrays in arrays. */
function paddingOf({ unit, times }: Pad): string {
	if (unit === '[]') return '['.repeat(times) + ']'.repeat(times);
	return `"${JSON.stringify(unit).slice(1, -1).repeat(times)}"`;
}

/** The same JSON, with an escape for every character of its values that are texts. */
function escaped(json: string): string {
	const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
	return json.replace(/"(?:[^"\\]|\\.)*"(:?)/g, (text, colon: string) =>
		colon ? text : `"${(JSON.parse(text) as string).replace(/[^]/g, escape)}"`,
	);
}
