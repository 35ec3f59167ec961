'use strict';
const { TEAM, apiError, invalid } = require('./answers');

/** @typedef {import('./xai').Account} Account */

/** @type {Account} */
const DEFAULT_ACCOUNT = {
	teamBlocked: false,
	keyBlocked: false,
	keyDisabled: false,
	acls: ['api-key:endpoint:*', 'api-key:model:*'],
	creditUsd: Infinity,
	zeroDataRetention: false,
	createsPerSecond: Infinity,
};

/** @param {string} key */
const redact = (key) => `${key.slice(0, 2)}***${key.slice(-2)}`;

/**
 * The answer to a call without the right key; undefined for one that has it.
 * @param {string | string[] | undefined} header @param {string} key
 */
function wrongKey(header, key) {
	const sent = /^Bearer (\S+)$/.exec(String(header))?.[1];
	if (!sent) {
		return apiError(
			401,
			'unauthenticated',
			'No API key provided: the Authorization header is missing or malformed.',
		);
	}
	if (sent === key) return undefined;
	return invalid(
		`Incorrect API key provided: ${redact(sent)}. You can obtain an API key from https://console.x.ai.`,
	);
}

/** @param {Account} account */
function blocked({ keyBlocked, keyDisabled, teamBlocked }) {
	if (!keyBlocked && !keyDisabled && !teamBlocked) return undefined;
	const what = teamBlocked ? 'team' : 'API key';
	return apiError(
		403,
		'permission-denied',
		`The ${what} is ${keyDisabled ? 'disabled' : 'blocked'}.`,
	);
}

/** The answer of `/v1/api-key`. @param {string} key @param {Account} account */
function keyInformation(key, { acls, keyBlocked, keyDisabled, teamBlocked }) {
	return {
		redacted_api_key: `xai-...${key.slice(-4)}`,
		user_id: '0b2f7f0e-6a0f-4ac5-8d53-6d1d5e4f9a11',
		name: 'Local test key',
		create_time: '2026-06-01T08:00:00.000000Z',
		modify_time: '2026-06-01T08:00:00.000000Z',
		modified_by: '0b2f7f0e-6a0f-4ac5-8d53-6d1d5e4f9a11',
		team_id: TEAM,
		acls,
		api_key_id: 'c3a1de5c-91f2-4f0b-8f3e-2f8f4c0b6d77',
		team_blocked: teamBlocked,
		api_key_blocked: keyBlocked,
		api_key_disabled: keyDisabled,
	};
}

module.exports = { DEFAULT_ACCOUNT, blocked, keyInformation, wrongKey };
