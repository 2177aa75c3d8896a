import { withParticle } from '../../words/particle.js';

export const ko = {
  title: '옹기에 로그인',
  lead: '문장마다 근거를 보여 주는 사내 문서 전문가',
  withPassword: '메일과 비밀번호로 로그인',
  company: '회사',
  email: '회사 메일',
  password: '비밀번호',
  newPassword: '새 비밀번호',
  newPasswordHint: '12자 이상. 나만 아는 문장도 좋습니다.',
  firstTime: '처음 받은 비밀번호가 맞습니다. 앞으로 쓸 비밀번호를 정하세요.',
  showPassword: '비밀번호 보기',
  signIn: '로그인',
  demo: '체험 계정을 고르면 바로 들어갑니다. 회사와 권한에 따라 볼 수 있는 문서가 다릅니다.',
  role: { member: '구성원', curator: '큐레이터', admin: '관리자', auditor: '감사자' },
  signInAs: (name: string, title: string, tenant: string) => `${name}, ${title}, ${tenant} 계정으로 로그인`,
  signInWith: (name: string) => `${withParticle(name, '으로/로')} 로그인`,
  signingIn: '로그인하고 있습니다',
  none: '이 서버에는 체험 계정이 없습니다.',
  noneRemedy: '체험 계정 없이 시작한 서버입니다. 관리자에게 로그인 방법을 물어보세요.',
  language: '언어',
  theme: '테마',
};
