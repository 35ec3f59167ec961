'use strict';
const { setTimeout: sleep } = require('node:timers/promises');
const { sendVideo } = require('./files');

/**
 * @typedef {import('./server').Answer} Answer
 * @typedef {import('./servers').Fault} Fault
 * @typedef {import('./servers').RecordedRequest} RecordedRequest
 */

/** @type {Record<string, string[]>} */
const ONLY_ON = {
	'reset-after': ['create', 'upload'],
	truncate: ['file', 'content'],
	short: ['file', 'content'],
	stall: ['file', 'content'],
};

/** @param {Fault | undefined} fault @param {string} where @returns {boolean} */
function fits(fault, where) {
	if (typeof fault === 'string') return ONLY_ON[fault]?.includes(where) ?? true;
	return typeof fault === 'object' && 'then' in fault ? fits(fault.then, where) : true;
}

class Faults {
	constructor() {
		this.clear();
	}

	clear() {
		this.queue = [];
	}

	/** @param {string} where @param {Fault} fault @param {import('./servers').FaultOptions} [options] */
	add(where, fault, { times = 1, when = () => true } = {}) {
		if (!fits(fault, where)) {
			throw new Error(`The fault ${JSON.stringify(fault)} does not fit ${where}`);
		}
		this.queue.push({ where, fault, left: times, when });
	}

	/** @param {RecordedRequest} request @returns {Fault | undefined} */
	next(request) {
		const found = this.queue.find(({ where, when }) => where === request.where && when(request));
		if (!found) return undefined;
		found.left -= 1;
		if (found.left <= 0) this.queue.splice(this.queue.indexOf(found), 1);
		return found.fault;
	}
}

/** @param {Answer} answer */
const textOf = ({ body = '' }) => (typeof body === 'string' ? body : JSON.stringify(body));

/** @param {import('fastify').FastifyReply} reply @param {Answer} answer */
function send(reply, answer) {
	return reply
		.code(answer.status)
		.headers({ 'content-type': 'application/json; charset=utf-8', ...answer.headers })
		.send(textOf(answer));
}

/** @param {import('fastify').FastifyReply} reply */
function breakSocket(reply) {
	reply.hijack();
	reply.raw.socket?.destroy();
	return reply;
}

/** @param {number} status @param {string} title @returns {Answer} */
const htmlPage = (status, title) => ({
	status,
	headers: { 'content-type': 'text/html' },
	body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
});

/** @param {Answer} answer @returns {Answer} */
function halfOf({ body = { code: 'success', message: '', data: {} } }) {
	const text = textOf({ status: 200, body });
	return { status: 200, body: text.slice(0, Math.ceil(text.length / 2)) };
}

/** Sends JSON, or its start up to the task's ID, in a response that does not end as HTTP demands. */
function sendUnfinished(reply, answer, { after = 'body', unfinished }) {
	const whole = textOf(answer);
	const id = /"(?:task_id|request_id|video_id|id)":"[^"]*"/.exec(whole);
	const text = after === 'id' && id ? whole.slice(0, id.index + id[0].length) : whole;
	reply.hijack();
	reply.raw.writeHead(answer.status, {
		'content-type': 'application/json',
		...(unfinished === 'length' && { 'content-length': Buffer.byteLength(text) + 1000 }),
	});
	reply.raw.write(text, () => {
		if (unfinished !== 'silence') reply.raw.socket?.destroySoon();
	});
	return reply;
}

/**
 * Answers a request, with a fault in place of the true answer or on top of it.
 * @param {import('fastify').FastifyReply} reply
 * @param {Fault | undefined} fault
 * @param {() => Answer | Promise<Answer>} getAnswer Only called where the call takes effect.
 * @param {RecordedRequest} request
 * @param {AbortSignal} closing
 */
async function deliver(reply, fault, getAnswer, request, closing) {
	if (typeof fault === 'object' && 'delay' in fault) {
		try {
			await sleep(fault.delay, undefined, { signal: closing });
		} catch {
			return breakSocket(reply);
		}
		return await deliver(reply, fault.then, getAnswer, request, closing);
	}
	if (typeof fault === 'object' && 'status' in fault) return send(reply, fault);
	if (fault === 'hang') {
		reply.request.raw.resume(); // an unread socket does not notice that the caller has gone
		return reply.hijack();
	}
	if (fault === 'reset') return breakSocket(reply);
	if (fault === 'html') return send(reply, htmlPage(502, '502 Bad Gateway'));
	if (fault === 'html-200') return send(reply, htmlPage(200, 'Welcome to nginx!'));
	const answer = await getAnswer();
	if (fault === 'reset-after') return breakSocket(reply);
	if (fault === 'garbage') return send(reply, halfOf(answer));
	if (typeof fault === 'function') return send(reply, fault(answer, request));
	if (typeof fault === 'object') return sendUnfinished(reply, answer, fault);
	if (!answer.video) return send(reply, answer);
	reply.hijack();
	sendVideo(reply.request.raw, reply.raw, answer.video, fault);
	return reply;
}

module.exports = { Faults, deliver, htmlPage, send };
