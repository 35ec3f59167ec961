import type { Fault } from '../servers/servers';

/** What can come instead of an answer, and what the user must then read. */
export interface BadAnswer {
	fault?: Fault;
	/** In place of the gateway's address or key. */
	credential?: Record<string, string>;
	/** What happened, with the server's own words. */
	message: string[];
	/** What to do. */
	description: string;
	/** A create may have been billed all the same. */
	billed?: true;
	httpCode?: string;
}

/** An error in new-api's form. */
const error = (status: number, message: string, code = '') => ({
	status,
	body: { error: { message, type: 'new_api_error', code } },
});
/** An error in the form of its task endpoints. */
const taskError = (status: number, message: string, code = 'invalid_request') => ({
	status,
	body: { code, message, data: null },
});
const BEHIND = '(request id: 2026010112000012345678)';

/** What new-api says. `KEY` is the key of the credential: a server may repeat it. */
export const newApiAnswers = (KEY: string): Record<string, BadAnswer> => ({
	'401': {
		fault: error(401, `无效的令牌 ${BEHIND}`),
		message: ['did not accept the API key', '无效的令牌', BEHIND],
		description: 'paste the API key again',
		httpCode: '401',
	},
	'401 that repeats the key': {
		fault: error(401, `Incorrect API key provided: ${KEY}`),
		message: ['did not accept the API key', 'Incorrect API key provided: [API key]'],
		description: "Check 'Provider'",
		httpCode: '401',
	},
	'403 for quota in Chinese': {
		fault: error(403, `用户额度不足, 剩余额度: ＄0.000000 ${BEHIND}`, 'insufficient_user_quota'),
		message: ['does not have enough quota', '用户额度不足, 剩余额度: ＄0.000000', BEHIND],
		description: 'Top up the account',
		httpCode: '403',
	},
	'403 for the group': {
		fault: error(403, `无权访问 vip 分组 ${BEHIND}`, 'access_denied'),
		message: ['refused the request', '无权访问 vip 分组'],
		description: 'its group in the provider’s console',
		httpCode: '403',
	},
	'400 for an empty prompt': {
		fault: taskError(400, 'prompt is required'),
		message: ['The prompt is empty', '(HTTP 400): prompt is required'],
		description: "'Prompt'",
	},
	'400 for a missing model': {
		fault: taskError(400, 'model field is required', 'missing_model'),
		message: ['The model is missing', 'model field is required'],
		description: "'Model'",
	},
	'400 for the number of images': {
		fault: taskError(400, 'grok-video-1.5 only supports exactly one reference image'),
		message: ['takes exactly one reference image', 'grok-video-1.5 only supports'],
		description: 'one image',
	},
	'400 for an image that cannot be fetched': {
		fault: taskError(400, '图片抓取失败: HTTP 403'),
		message: ['A reference image could not be used', '图片抓取失败: HTTP 403'],
		description: 'without login, cookie or referer',
	},
	'400 of a kind nobody knows': {
		fault: taskError(400, '参数 fps 不支持'),
		message: ['rejected the request', '参数 fps 不支持'],
		description: 'own words say why',
		httpCode: '400',
	},
	'503 model_not_found': {
		fault: error(503, `分组 default 下模型 x 无可用渠道 ${BEHIND}`, 'model_not_found'),
		message: ['does not offer this model', '分组 default 下模型 x 无可用渠道', BEHIND],
		description: 'Pick another model',
	},
	'404': {
		fault: { status: 404, body: { error: { message: 'Invalid URL (GET /v1/x)' } } },
		message: ['rejected the request (HTTP 404)', 'Invalid URL (GET /v1/x)', 'request id'],
		description: 'own words',
	},
	'an unknown task': {
		fault: taskError(400, 'task_not_exist', 'task_not_exist'),
		message: ['does not know this task', 'task_not_exist'],
		description: "Check 'Task ID'",
	},
	'429': {
		fault: error(429, '当前分组上游负载已饱和'),
		message: ['receives too many requests', '当前分组上游负载已饱和'],
		description: "'Max Parallel Tasks'",
		httpCode: '429',
	},
	'500 with one of Node’s codes in it': {
		fault: taskError(500, 'dial tcp: connect ECONNREFUSED 10.0.0.1:443', 'do_request_failed'),
		message: ['cannot answer at the moment (HTTP 500)', 'connect ECONNREFUSED 10.0.0.1:443'],
		description: 'Try again later',
		billed: true,
		httpCode: '500',
	},
	'504 without a word': {
		fault: { status: 504, body: '' },
		message: ['cannot answer at the moment (HTTP 504)', 'request id'],
		description: 'Try again later',
		billed: true,
	},
	'half an answer': {
		fault: { status: 200, body: '{"code":"succ' },
		message: ['does not understand (HTTP 200): {"code":"succ'],
		description: "'Base URL'",
		billed: true,
	},
	'200 with success: false': {
		fault: { status: 200, body: { success: false, message: '令牌已过期' } },
		message: ['does not understand (HTTP 200)', '令牌已过期'],
		description: "'Base URL'",
	},
});

/** What can come instead of an answer whatever the server speaks. */
export const NETWORK_TROUBLE: Record<string, BadAnswer> = {
	'502 from a proxy': {
		fault: 'html',
		message: ['a web page instead of data (HTTP 502)', '502 Bad Gateway'],
		description: 'down or overloaded',
		billed: true,
	},
	'a website': {
		fault: 'html-200',
		message: ['a web page instead of data (HTTP 200)', 'Welcome to nginx!'],
		description: 'not of a website',
		billed: true,
	},
	'a redirect': {
		fault: { status: 301, headers: { location: 'https://new.example.com/v1' } },
		message: ['answered with a redirect (HTTP 301)'],
		description: 'https://new.example.com/v1',
	},
	'a closed port': {
		credential: { baseUrl: 'http://127.0.0.1:9' },
		message: ['127.0.0.1:9 refused the connection'],
		description: 'address or port is wrong',
	},
	'a host that does not exist': {
		credential: { baseUrl: 'https://grok.invalid' },
		message: ['grok.invalid was not found'],
		description: 'DNS',
	},
	'a connection that breaks': {
		fault: 'reset',
		message: ['closed the connection without an answer'],
		description: 'Try again later',
		billed: true,
	},
	silence: {
		fault: 'hang',
		message: ['did not answer in time'],
		description: 'Try again later',
		billed: true,
	},
};
