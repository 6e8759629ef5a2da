import { defineWords } from "../platform/words";

export const freshWords = defineWords({
  en: {
    title: "Confirm it is you",
    text: "Signing needs it once every five minutes.",
    field: "Authenticator code or password",
    confirm: "Confirm",
    wrong: "That is not right. Try again.",
  },
  zh: {
    title: "确认是您本人",
    text: "签名需要确认，五分钟内有效。",
    field: "动态验证码或密码",
    confirm: "确认",
    wrong: "不正确，请重试。",
  },
  ru: {
    title: "Подтвердите, что это вы",
    text: "Для подписи это нужно раз в пять минут.",
    field: "Код из приложения или пароль",
    confirm: "Подтвердить",
    wrong: "Неверно. Попробуйте ещё раз.",
  },
  kk: {
    title: "Бұл сіз екеніңізді растаңыз",
    text: "Қол қою үшін бес минутта бір рет керек.",
    field: "Қолданба коды немесе құпиясөз",
    confirm: "Растау",
    wrong: "Қате. Қайталап көріңіз.",
  },
});
