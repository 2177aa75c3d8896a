const number = (value) => Math.round(value).toLocaleString('en-US');

/** What a start says while it works, in the reader's language. Failures are in failure-texts.mjs. */
export const words = {
  en: {
    checks: 'Checking the machine',
    install: 'Installing dependencies (npm ci)',
    downloads: (bytes) => `Downloading the database and the models (${number(bytes / 1e6)} MB)`,
    progress: ({ done, total, rate, left, what }) =>
      `  ${number(done / 1e6)} of ${number(total / 1e6)} MB · ${(rate / 1e6).toFixed(1)} MB/s · ${left} · ${what}`,
    timeLeft: (seconds) => `${duration(seconds, ['h', 'min', 's'])} left`,
    unknownTimeLeft: 'time left unknown',
    unpack: 'Unpacking the database',
    damagedAgain: (what) => `${what} was incomplete or damaged and is fetched again`,
    without: (what, reason) => `${what} could not be fetched; Onggi starts without it (${reason})`,
    build: 'Building',
    initialise: 'Creating the database',
    database: 'Starting PostgreSQL',
    migrate: 'Migrating the database',
    processes: 'Starting inference, worker and api',
    demo: 'Loading the demo tenants',
    waitingForLock: (pid) => `Another start (process ${pid}) is working on the same folder; waiting for it`,
    waitingFor: (names) => `waiting for ${names}`,
    restarted: (name, reason) => `${name} ended (${reason}) and is started again`,
    closedSecret: (file) => `Others could read ${file}; now only you can`,
    renewedSecret: (file) => `${file} was short or easy to guess and has been made anew`,
    setAside: (folder) => `The data of a deleted ONGGI_HOME were set aside in ${folder}`,
    elsewhere: (folder) => `PostgreSQL's part lies in ${folder}: its user cannot reach your folder`,
    stopping: 'Stopping',
    stopped: 'Stopped',
    accounts: 'Sign in as',
    logs: 'Logs',
    end: 'Ctrl-C ends it',
    ready: (address) => `Onggi is ready at ${address}`,
    seconds: (seconds) => `${seconds.toFixed(1)} s`,
    yes: 'yes',
    no: 'no',
  },
  ko: {
    checks: '환경 확인',
    install: '의존성 설치 (npm ci)',
    downloads: (bytes) => `데이터베이스와 모델 내려받기 (${number(bytes / 1e6)} MB)`,
    progress: ({ done, total, rate, left, what }) =>
      `  ${number(done / 1e6)} / ${number(total / 1e6)} MB · ${(rate / 1e6).toFixed(1)} MB/s · ${left} · ${what}`,
    timeLeft: (seconds) => `${duration(seconds, ['시간', '분', '초'])} 남음`,
    unknownTimeLeft: '남은 시간 알 수 없음',
    unpack: '데이터베이스 풀기',
    damagedAgain: (what) => `${what}이(가) 덜 받아졌거나 손상되어 다시 내려받습니다`,
    without: (what, reason) => `${what}을(를) 받지 못해 없이 시작합니다 (${reason})`,
    build: '빌드',
    initialise: '데이터베이스 만들기',
    database: 'PostgreSQL 시작',
    migrate: '데이터베이스 마이그레이션',
    processes: 'inference, worker, api 시작',
    demo: '데모 테넌트 넣기',
    waitingForLock: (pid) => `다른 시작(프로세스 ${pid})이 같은 폴더에서 작업 중이라 기다립니다`,
    waitingFor: (names) => `기다리는 중: ${names}`,
    restarted: (name, reason) => `${name}이(가) 끝나서(${reason}) 다시 시작합니다`,
    closedSecret: (file) => `${file}을(를) 다른 사용자도 읽을 수 있어 닫았습니다`,
    renewedSecret: (file) => `${file}이(가) 짧거나 짐작하기 쉬워 새로 만들었습니다`,
    setAside: (folder) => `지워진 ONGGI_HOME의 데이터를 ${folder}에 따로 두었습니다`,
    elsewhere: (folder) =>
      `PostgreSQL의 파일은 ${folder}에 있습니다: 데이터베이스 사용자가 원래 폴더에 들어갈 수 없습니다`,
    stopping: '멈추는 중',
    stopped: '멈췄습니다',
    accounts: '로그인할 수 있는 계정',
    logs: '로그',
    end: 'Ctrl-C로 끝냅니다',
    // The last line is the same in every language: scripts wait for it.
    ready: (address) => `Onggi is ready at ${address}`,
    seconds: (seconds) => `${seconds.toFixed(1)}초`,
    yes: '예',
    no: '아니요',
  },
};

function duration(seconds, [hour, minute, second]) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole >= 3600) return `${Math.floor(whole / 3600)} ${hour} ${Math.floor((whole % 3600) / 60)} ${minute}`;
  if (whole >= 60) return `${Math.floor(whole / 60)} ${minute} ${whole % 60} ${second}`;
  return `${whole} ${second}`;
}
