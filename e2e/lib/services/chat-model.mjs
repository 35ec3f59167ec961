import fastify from 'fastify';
import { onEnd } from '../system/cleanup.mjs';

/**
 * Starts a stand-in for an OpenAI-compatible chat model (`POST /v1/chat/completions`).
 *
 * `answer(request, number)` gets a request's body and its number, from 1. It returns a text, or tool
 * calls: [{ name, arguments }].
 *
 * Returns { url (for a credential), requests (the bodies so far), setAnswer(answer), close() }.
 */
export async function startChatModel(answer = () => 'Hello.') {
	const app = fastify({ bodyLimit: 64 * 1024 * 1024, forceCloseConnections: true });
	const requests = [];
	app.post('/v1/chat/completions', async ({ body }, reply) => {
		requests.push(body);
		const content = answer(body, requests.length);
		const message =
			typeof content === 'string' ? { content } : { tool_calls: content.map(toToolCall) };
		if (!body.stream) return completion(body.model, message);
		return reply.type('text/event-stream').send(stream(body.model, message));
	});
	const origin = await app.listen({ port: 0, host: '127.0.0.1' });
	return {
		url: `${origin}/v1`,
		requests,
		setAnswer(next) {
			answer = next;
			requests.length = 0;
		},
		close: onEnd(() => app.close()),
	};
}

function completion(model, message) {
	return {
		...baseResponse(model, 'chat.completion'),
		choices: [choice({ message: { role: 'assistant', content: null, ...message } }, message)],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** The completion as server-sent events, in a single chunk. */
function stream(model, message) {
	const chunk = baseResponse(model, 'chat.completion.chunk');
	const delta = { role: 'assistant', content: '', ...message };
	delta.tool_calls = delta.tool_calls?.map((call, index) => ({ index, ...call }));
	return [{ ...chunk, choices: [choice({ delta }, message)] }, '[DONE]']
		.map((data) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
		.join('');
}

const baseResponse = (model, object) => ({
	id: `chatcmpl-${crypto.randomUUID()}`,
	object,
	created: Math.floor(Date.now() / 1000),
	model,
});

const choice = (content, { tool_calls: toolCalls }) => ({
	index: 0,
	...content,
	finish_reason: toolCalls ? 'tool_calls' : 'stop',
});

const toToolCall = ({ name, arguments: args }) => ({
	id: `call_${crypto.randomUUID()}`,
	type: 'function',
	function: { name, arguments: JSON.stringify(args) },
});

/** The tool results in a request, as texts in order. */
export const toolResults = ({ messages }) =>
	messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content));

const textOf = (content) =>
	typeof content === 'string' ? content : content.map(({ text }) => text).join('');
