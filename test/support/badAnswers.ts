import type { Fault } from '../servers/servers';

/** A response that is an error, or none, and what the user reads. */
export interface BadAnswer {
	fault?: Fault;
	/** Fields of the credential. */
	credential?: Record<string, string>;
	/** What happened, with the server's own words. */
	message: string[];
	/** What to do. */
	description: string;
	/** For a status call. */
	ofTask?: Pick<BadAnswer, 'message' | 'description'>;
	/** Whether the video may exist after a create. The error then says so instead of what to do. */
	isUnknown?: true;
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

/** Responses of new-api. `KEY` is the key of the credential, which a server may repeat. */
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
		description: "Check 'Base URL'",
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
		description: 'its group in the console of',
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
	'400 of an unknown kind': {
		fault: taskError(400, '参数 fps 不支持'),
		message: ['rejected the request', '参数 fps 不支持'],
		description: "The provider's message gives the reason.",
		httpCode: '400',
	},
	'503 model_not_found': {
		fault: error(503, `分组 default 下模型 x 无可用渠道 ${BEHIND}`, 'model_not_found'),
		message: ['does not offer this model', '分组 default 下模型 x 无可用渠道', BEHIND],
		description: 'Pick another model',
	},
	'404': {
		fault: { status: 404, body: { error: { message: 'Invalid URL (GET /v1/x)' } } },
		message: ['does not know this call (HTTP 404)', 'Invalid URL (GET /v1/x)', 'request id'],
		description: "Check 'API Type' and 'Base URL'",
	},
	'an unknown task': {
		fault: taskError(400, 'task_not_exist', 'task_not_exist'),
		message: ['rejected the request (HTTP 400)', 'task_not_exist'],
		description: "The provider's message gives the reason.",
		ofTask: {
			message: ['does not know this task', 'task_not_exist'],
			description: "Check 'Task ID'",
		},
	},
	'429': {
		fault: error(429, '当前分组上游负载已饱和'),
		message: ['is limiting requests', '当前分组上游负载已饱和'],
		description: 'Wait a little, ',
		httpCode: '429',
	},
	"500 with one of Node's codes in it": {
		fault: taskError(500, 'dial tcp: connect ECONNREFUSED 10.0.0.1:443', 'do_request_failed'),
		message: ['is not available right now (HTTP 500)', 'connect ECONNREFUSED 10.0.0.1:443'],
		description: 'Try again later',
		isUnknown: true,
		httpCode: '500',
	},
	'504 without a message': {
		fault: { status: 504, body: '' },
		message: ['is not available right now (HTTP 504)', 'request id'],
		description: 'Try again later',
		isUnknown: true,
	},
	'half an answer': {
		fault: { status: 200, body: '{"code":"succ' },
		message: ['does not understand (HTTP 200): {"code":"succ'],
		description: "Check 'API Type' and 'Base URL'",
		isUnknown: true,
	},
	'200 with success: false': {
		fault: { status: 200, body: { success: false, message: '令牌已过期' } },
		message: ['did not accept the API key (HTTP 200)', '令牌已过期'],
		description: 'paste the API key again',
	},
});

/** What proxies respond with, and network errors. */
export const NETWORK_TROUBLE: Record<string, BadAnswer> = {
	'bot protection': {
		fault: { status: 403, body: 'error code: 1010' },
		message: ['The bot protection of', 'blocked the request (HTTP 403): error code: 1010'],
		description: 'to allow API calls from your IP address',
		httpCode: '403',
	},
	'a page of a bot protection': {
		fault: { status: 403, body: '<!doctype html><title>Just a moment...</title>' },
		message: ['The bot protection of', 'blocked the request (HTTP 403): Just a moment...'],
		description: 'to allow API calls from your IP address',
	},
	'502 from a proxy': {
		fault: 'html',
		message: ['a web page instead of data (HTTP 502)', '502 Bad Gateway'],
		description: 'down or overloaded',
		isUnknown: true,
	},
	'a website': {
		fault: 'html-200',
		message: ['a web page instead of data (HTTP 200)', 'Welcome to nginx!'],
		description: 'not of a website',
		isUnknown: true,
	},
	'a redirect': {
		fault: { status: 301, headers: { location: 'https://new.example.com/v1' } },
		message: ['responded with a redirect (HTTP 301)'],
		description: 'https://new.example.com/v1',
		isUnknown: true,
	},
	'a closed port': {
		credential: { baseUrl: 'http://127.0.0.1:9' },
		message: ['127.0.0.1:9 refused the connection'],
		description: "the address or port in 'Base URL' is wrong",
	},
	'a host that does not exist': {
		credential: { baseUrl: 'https://grok.invalid' },
		message: ['grok.invalid was not found'],
		description: 'DNS',
	},
	'a connection that breaks': {
		fault: 'reset',
		message: ['closed the connection without a complete response'],
		description: 'Try again later',
		isUnknown: true,
	},
	silence: {
		fault: 'hang',
		message: ['did not respond in time'],
		description: 'Try again later',
		isUnknown: true,
	},
};
