import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

clap = {"type": "button", "action_id": "clap", "text": {"type": "plain_text", "text": "Clap"}}
card = {"type": "section", "text": {"type": "mrkdwn", "text": "Well done!"}, "accessory": clap}
app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]))
app.command("/cheer")(lambda ack: ack(response_type="in_channel", text="Well done!", blocks=[card]))
app.action("clap")(lambda ack, respond, body: (ack(), respond(f"<@{body['user']['id']}> claps", replace_original=True)))
SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
