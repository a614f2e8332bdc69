"""Names of fields and speakers in languages other than English, without accents: the usual words of each."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "text": """
        inhalt nachricht texte contenu texto contenido mensaje conteudo mensagem testo contenuto
        messaggio tekst inhoud bericht tresc wiadomosc metin icerik mesaj текст сообщение содержание
        文本 内容 正文 テキスト 本文 メッセージ 텍스트 내용 본문 beitrag artikel article articulo artigo articolo artykul
        makale статья 文章 記事 기사
    """,
    "role": """
        rolle sprecher absender locuteur expediteur auteur rol hablante remitente autor papel
        falante ruolo mittente autore spreker afzender rola mowca nadawca konusmaci gonderen роль
        отправитель автор 角色 说话人 发送者 作者 役割 話者 発言者 送信者 역할 화자 발신자
    """,
    "prompt": """
        frage anfrage eingabe anweisung aufgabe question requete entree consigne invite pregunta
        consulta entrada instruccion pergunta instrucao domanda richiesta istruzione ingresso vraag
        invoer opdracht pytanie polecenie soru komut вопрос запрос инструкция 问题 提问 指令 输入 提示 質問 入力
        指示 질문 입력 지시
    """,
    "answer": """
        antwort ausgabe reponse sortie respuesta salida resposta saida risposta uscita antwoord
        uitvoer odpowiedz cevap yanit ответ вывод 回答 答案 输出 回复 回應 応答 出力 답변 응답 출력
    """,
    "conversation": """
        gespraech_id gesprach_id unterhaltung sitzung gespraech conversacion sesion dialogo conversa
        sessao conversazione sessione gesprek sessie rozmowa sesja konusma oturum разговор диалог
        сессия 会话 会话id 对话id 会話 セッション 대화 세션
    """,
    "model": "modell modele modelo modello модель 模型 モデル 모델",
    "user": """
        benutzer nutzer kunde utilisateur usuario cliente utente gebruiker uzytkownik kullanici
        пользователь 用户 使用者 ユーザー 사용자
    """,
    "time": """
        zeit datum zeitpunkt zeitstempel uhrzeit horodatage heure hora fecha marca_de_tiempo data
        ora tijd czas tarih zaman дата время 时间 日期 时间戳 時間 日時 날짜 시간
    """,
    "title": "titel ueberschrift betreff titre titulo titolo onderwerp tytul baslik заголовок название 标题 題名 タイトル 제목",
    "label": """
        kategorie klasse thema categorie classe sujet categoria clase tema etiqueta categoria
        etichetta kategoria kategori категория метка 类别 标签 分类 カテゴリ ラベル 카테고리 라벨
    """,
    "source": "quelle fuente fonte bron zrodlo kaynak источник 来源 出典 출처",
    "lang": "sprache langue idioma lingua taal jezyk dil язык 语言 言語 언어",
    "score": "punkte puntos pontos punti",
}
"""Field -> its names, for the names that `vocabulary.NAMES` has in English."""

TURN_LISTS = """
    nachrichten beitraege verlauf gespraech unterhaltung tours echanges fil mensajes turnos
    conversacion dialogo charla mensagens conversa messaggi turni conversazione berichten gesprek
    wiadomosci wypowiedzi rozmowa mesajlar konusma сообщения диалог разговор реплики 消息 对话 聊天记录 轮次
    会話 メッセージ 発話 메시지 대화 발화
"""
USER = """
    benutzer nutzer kunde kundin mensch frager utilisateur usuario usuaria cliente humano utente
    umano gebruiker klant uzytkownik klient kullanici musteri пользователь клиент 用户 使用者 客户 顾客 人类
    ユーザー 利用者 顧客 사용자 고객
"""
ASSISTANT = """
    assistent assistentin berater ki assistant_ia asistente agente assistente ia asystent doradca
    asistan yardimci ассистент помощник бот оператор 助手 助理 客服 机器人 アシスタント ボット 相談員 어시스턴트 상담원 챗봇
"""
SYSTEM = "systeme sistema systeem система 系统 システム 시스템"
RATINGS = (
    r"bewert|daumen|zufried|(?:^|_)noten?(?:_|$)|pouce|evaluation|satisfac|puntuac|pulgar|calificac|valorac|avaliac|"
    r"pontuac|polegar|valutaz|punteggio|pollice|beoordel|ocena|puan|оценк|рейтинг|评分|评价|打分|点赞|得分|満足|評価|"
    r"평가|평점|만족"
)
OPPOSED = (
    ("besser", "schlechter"), ("gewaehlt", "abgelehnt"), ("choisi", "rejete"), ("elegido", "rechazado"),
    ("elegida", "rechazada"), ("escolhido", "rejeitado"), ("scelto", "rifiutato"), ("选择", "拒绝"), ("选中", "拒绝"),
    ("更好", "更差"), ("选择", "弃选"), ("選択", "拒否"), ("선택", "거부"), ("richtig", "falsch"), ("correcto", "incorrecto"),
)  # fmt: skip
INPUTS = "eingabe entree entrada ingresso invoer wejscie girdi вход 输入 入力 입력"
"""Names of the second text of an instruction."""
WINNERS = (
    r"gewinner|gagnant|ganador|vencedor|vincitore|winnaar|zwyciezca|победитель|胜者|获胜|勝者|승자|prefer|besser|"
    r"meilleur|mejor"
)
