/* eslint-disable @n8n/community-nodes/no-restricted-imports -- stand-ins run in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { sendVideo, type Video } from './files';
import type {
	Fault,
	FaultResponse,
	FaultOptions,
	RecordedRequest,
	Unfinished,
	Endpoint,
} from './types';

/** A handler's response: JSON, text or a video. */
export type MockResponse = FaultResponse & { video?: Video };

export class Faults {
	private queue: Array<Required<FaultOptions> & { endpoint: Endpoint; fault: Fault }> = [];

	clear() {
		this.queue = [];
	}

	add(endpoint: Endpoint, fault: Fault, { times = 1, when = () => true }: FaultOptions = {}) {
		const isForVideos = ['truncate', 'short', 'stall'].includes(fault as string);
		if (isForVideos && endpoint !== 'file' && endpoint !== 'content') {
			throw new Error(`The fault '${fault as string}' has no effect on '${endpoint}'`);
		}
		this.queue.push({ endpoint, fault, times, when });
	}

	next(request: RecordedRequest): Fault | undefined {
		const queued = this.queue.find(
			({ endpoint, when }) => endpoint === request.endpoint && when(request),
		);
		if (!queued) return undefined;
		queued.times -= 1;
		if (queued.times <= 0) this.queue.splice(this.queue.indexOf(queued), 1);
		return queued.fault;
	}
}

const toText = ({ body = '' }: MockResponse) =>
	typeof body === 'string' ? body : JSON.stringify(body);

export function send(reply: FastifyReply, response: MockResponse) {
	return reply
		.code(response.status)
		.headers({ 'content-type': 'application/json; charset=utf-8', ...response.headers })
		.send(toText(response));
}

function breakSocket(reply: FastifyReply) {
	reply.hijack();
	reply.raw.socket?.destroy();
	return reply;
}

export const htmlPage = (status: number, title: string): MockResponse => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
});

function cutInHalf(response: MockResponse): MockResponse {
	const text = toText(response);
	return { status: 200, body: text.slice(0, Math.ceil(text.length / 2)) };
}

/** Sends JSON, or its start up to the task ID, in an incomplete HTTP response. */
function sendUnfinished(
	reply: FastifyReply,
	response: MockResponse,
	{ after = 'body', unfinished }: Unfinished,
) {
	const fullText = toText(response);
	const id = /"(?:task_id|request_id|video_id|id)":"[^"]*"/.exec(fullText);
	const text = after === 'id' && id ? fullText.slice(0, id.index + id[0].length) : fullText;
	reply.hijack();
	reply.raw.writeHead(response.status, {
		'content-type': 'application/json',
		...(unfinished === 'length' && { 'content-length': Buffer.byteLength(text) + 1000 }),
	});
	reply.raw.write(text, () => {
		if (unfinished !== 'silence') reply.raw.socket?.destroySoon();
	});
	return reply;
}

/** Responds to a request, with a fault if there is one. `getResponse` is called only if the request takes effect. */
export async function respond(
	reply: FastifyReply,
	fault: Fault | undefined,
	getResponse: () => MockResponse | Promise<MockResponse>,
	request: RecordedRequest,
	closing: AbortSignal,
): Promise<FastifyReply> {
	if (typeof fault === 'object' && 'delay' in fault) {
		try {
			await sleep(fault.delay, undefined, { signal: closing });
		} catch {
			return breakSocket(reply);
		}
		return await respond(reply, fault.then, getResponse, request, closing);
	}
	if (typeof fault === 'object' && 'status' in fault) return send(reply, fault);
	if (fault === 'hang') {
		reply.request.raw.resume(); // without reading, the socket does not notice that the client has closed it
		return reply.hijack();
	}
	if (fault === 'reset') return breakSocket(reply);
	if (fault === 'html') return send(reply, htmlPage(502, '502 Bad Gateway'));
	if (fault === 'html-200') return send(reply, htmlPage(200, 'Welcome to nginx!'));
	const response = await getResponse();
	if (fault === 'reset-after') return breakSocket(reply);
	if (fault === 'garbage') return send(reply, cutInHalf(response));
	if (typeof fault === 'function') return send(reply, fault(response, request));
	if (typeof fault === 'object') return sendUnfinished(reply, response, fault);
	if (!response.video) return send(reply, response);
	reply.hijack();
	sendVideo(reply.raw, response.video, fault);
	return reply;
}
