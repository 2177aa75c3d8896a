export const ko = {
  title: '옹기에 로그인',
  lead: '문장마다 근거를 보여 주는 사내 문서 전문가',
  demo: '체험 계정을 고르면 바로 들어갑니다. 회사와 권한에 따라 볼 수 있는 문서가 다릅니다.',
  role: { member: '구성원', curator: '큐레이터', admin: '관리자', auditor: '감사자' },
  signInAs: (name: string, title: string, tenant: string) => `${name}, ${title}, ${tenant} 계정으로 로그인`,
  signingIn: '로그인하고 있습니다',
  none: '이 서버에는 체험 계정이 없습니다.',
  noneRemedy: '체험 계정 없이 시작한 서버입니다. 관리자에게 로그인 방법을 물어보세요.',
  language: '언어',
  theme: '테마',
};
