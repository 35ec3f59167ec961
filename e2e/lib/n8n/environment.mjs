import { delimiter, dirname } from 'node:path';
import { cleanEnv } from '../system/npm.mjs';

/** Settings that keep n8n on this machine: no telemetry, no version checks, no templates. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	NO_COLOR: '1',
};

const MODULES = [
	'mcp-registry',
	'mcp',
	'instance-ai',
	'agents',
	'agent-evals',
	'chat-hub',
	'insights',
	'quick-connect',
];

const COMMON = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_PROTOCOL: 'http',
	N8N_SECURE_COOKIE: 'false',
	N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
	N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
	N8N_LOG_LEVEL: 'info',
	N8N_LOG_OUTPUT: 'console',
	DB_SQLITE_POOL_SIZE: '2',
	GENERIC_TIMEZONE: 'UTC',
};

const BY_MAJOR = {
	1: {
		// The other engine needs isolated-vm, which is not compiled here.
		N8N_EXPRESSION_ENGINE: 'legacy',
		N8N_RUNNERS_ENABLED: 'true',
		N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
		N8N_GIT_NODE_DISABLE_BARE_REPOS: 'true',
	},
	2: {
		N8N_DISABLED_MODULES: disabledModules(),
	},
};

/** For N8N_DISABLED_MODULES: the modules of n8n 2 that most runs do not need, except for `enabled`. */
export function disabledModules(...enabled) {
	return MODULES.filter((name) => !enabled.includes(name)).join(',');
}

/** n8n's environment, except for the ports and folders of each server. */
export function n8nEnv({ major, node }, npmWrapper) {
	return {
		...baseEnv([npmWrapper?.folder, dirname(node)]),
		...QUIET,
		...COMMON,
		...BY_MAJOR[major],
		...npmWrapper?.env,
	};
}

/**
 * This process's environment without another n8n's settings, and without provider keys, which
 * workflows could read. Local addresses bypass a proxy.
 */
function baseEnv(pathFolders) {
	const env = cleanEnv();
	for (const name of Object.keys(env)) {
		if (/^(N8N_|DB_|QUEUE_|EXECUTIONS_|CREDENTIALS_|WEBHOOK_|GROK_VIDEO_)/.test(name)) {
			delete env[name];
		}
	}
	env.PATH = [...pathFolders.filter(Boolean), env.PATH].join(delimiter);
	env.NO_PROXY = ['127.0.0.1', 'localhost', env.NO_PROXY].filter(Boolean).join(',');
	env.no_proxy = env.NO_PROXY;
	return env;
}
