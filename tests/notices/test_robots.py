"""The robots of WeCom, DingTalk and Feishu: what they are sent, how it is signed, and what their answers mean."""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import unquote

import pytest

from tests.notices.receiver import Receiver
from tickets.outbox.channel import BusyError, Envelope, RefusedError, UnreachableError
from tickets.outbox.channels import CHANNELS

SECRET = "SECc0ffee"
TEXT = "工单GD-2026-000001（故障）\n已超期：“响应”\nhttps://orders.example/tickets/GD-2026-000001/"
PATHS = {
    "wecom": "/cgi-bin/webhook/send?key=c0ffee",
    "dingtalk": "/robot/send?access_token=c0ffee",
    "feishu": "/open-apis/bot/v2/hook/c0ffee",
}


def send(receiver: Receiver, settings: Any, channel: str, secret: str = "") -> Any:
    receiver.allow(settings, channel)
    subject, body, link = TEXT.split("\n")
    to = f"{receiver.url}{PATHS[channel]} {secret}".strip()
    CHANNELS[channel].send(Envelope(key="k", to=to, subject=subject, body=body, link=link))
    return receiver.arrived[-1]


def test_wecom_takes_a_text_and_knows_the_robot_by_its_key(receiver: Receiver, settings: Any) -> None:
    receiver.answer = (200, '{"errcode":0,"errmsg":"ok"}', {})
    asked = send(receiver, settings, "wecom")
    assert asked.json == {"msgtype": "text", "text": {"content": TEXT}}
    assert asked.query == {"key": "c0ffee"}
    assert asked.headers["content-type"] == "application/json; charset=utf-8"


def test_wecom_is_sent_no_more_than_it_takes(receiver: Receiver, settings: Any) -> None:
    receiver.answer = (200, '{"errcode":0}', {})
    receiver.allow(settings, "wecom")
    CHANNELS["wecom"].send(Envelope(key="k", to=f"{receiver.url}/", subject="工" * 1000, body=""))
    assert receiver.arrived[-1].json["text"]["content"] == "工" * 682  # 2048 bytes, no sign cut in two


def test_dingtalk_finds_the_signature_in_the_query(receiver: Receiver, settings: Any) -> None:
    receiver.answer = (200, '{"errcode":0,"errmsg":"ok"}', {})
    asked = send(receiver, settings, "dingtalk", SECRET)
    assert asked.json == {"msgtype": "text", "text": {"content": TEXT}}
    at = asked.query["timestamp"]
    assert abs(int(at) / 1000 - time.time()) < 60
    proof = base64.b64encode(hmac.new(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256).digest()).decode()
    assert asked.query["sign"] == proof
    assert "+" not in asked.path.partition("sign=")[2]
    assert unquote(asked.path.partition("sign=")[2]) == proof


def test_feishu_finds_it_in_the_body_by_a_key_that_holds_the_secret(receiver: Receiver, settings: Any) -> None:
    receiver.answer = (200, '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}', {})
    asked = send(receiver, settings, "feishu", SECRET)
    said = asked.json
    proof = hmac.new(f"{said['timestamp']}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    assert said.pop("sign") == base64.b64encode(proof).decode()
    assert abs(int(said.pop("timestamp")) - time.time()) < 60
    assert said == {"msg_type": "text", "content": {"text": TEXT}}


@pytest.mark.parametrize("channel", ["dingtalk", "feishu"])
def test_a_robot_without_a_secret_gets_no_signature(receiver: Receiver, settings: Any, channel: str) -> None:
    receiver.answer = (200, '{"errcode":0,"code":0}', {})
    asked = send(receiver, settings, channel)
    assert "sign" not in asked.query
    assert "sign" not in asked.json


ANSWERS = [
    ("wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit, from ip: 10.0.0.1"}', BusyError, "45009"),
    ("wecom", 200, '{"errcode":-1,"errmsg":"system busy"}', BusyError, "-1"),
    ("wecom", 200, '{"errcode":93000,"errmsg":"invalid webhook url, hint: [c0ffee]"}', RefusedError, "93000"),
    ("wecom", 502, "<html>bad gateway c0ffee</html>", UnreachableError, "HTTP 502"),
    ("wecom", 404, "", RefusedError, "HTTP 404"),
    ("wecom", 200, "<html>a portal asks for a password</html>", UnreachableError, "no code"),
    ("dingtalk", 200, '{"errcode":130101,"errmsg":"send too fast"}', BusyError, "130101"),
    ("dingtalk", 200, '{"status":1111,"wait":5,"source":"x5","punish":"deny"}', UnreachableError, "no code"),
    ("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}', RefusedError, "310000"),
    ("dingtalk", 200, '{"errcode":300001,"errmsg":"token is not exist"}', RefusedError, "300001"),
    ("feishu", 200, '{"code":11232,"data":{},"msg":"frequency limited psm"}', BusyError, "11232"),
    ("feishu", 400, '{"code":9499,"msg":"too many request","data":{}}', BusyError, "9499"),
    ("feishu", 200, '{"code":19021,"msg":"sign match fail"}', RefusedError, "19021"),
    ("feishu", 200, '{"code":19001,"msg":"param invalid: c0ffee"}', RefusedError, "19001"),
    ("feishu", 200, '{"code":19024,"msg":"Key Words Not Found"}', RefusedError, "19024"),
]


@pytest.mark.parametrize(("channel", "status", "answer", "error", "told"), ANSWERS)
def test_an_answer_with_a_code_is_a_refusal_or_a_request_to_wait(
    receiver: Receiver, settings: Any, channel: str, status: int, answer: str, error: type[Exception], told: str
) -> None:
    receiver.answer = (status, answer, {})
    with pytest.raises(error) as found:
        send(receiver, settings, channel, SECRET if channel != "wecom" else "")
    assert type(found.value) is error
    assert told in str(found.value)
    assert "c0ffee" not in str(found.value)
    assert "10.0.0.1" not in str(found.value)


@pytest.mark.parametrize("channel", sorted(PATHS))
def test_a_robot_is_of_a_group_and_asks_for_its_host(settings: Any, channel: str) -> None:
    assert not CHANNELS[channel].in_use
    settings.CHANNEL_SETTINGS = {f"CHANNEL_{channel.upper()}_HOSTS": "robots.example"}
    assert CHANNELS[channel].in_use
    assert (CHANNELS[channel].for_people, CHANNELS[channel].for_groups, CHANNELS[channel].secret) == (False, True, True)
