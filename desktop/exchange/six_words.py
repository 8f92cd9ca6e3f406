"""Six words that two people compare face to face, of a device's keys or of the office's, before one trusts the other.

Promise: other keys have other words, and keys that have these cannot be searched for: each try costs what a passphrase
costs. Every character has an English word beside it that means the same, so that two screens in two languages agree.
Hidden: the first 48 bits of an Argon2id derivation, eight for each word.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from desktop.domain.errors import Refused
from desktop.store import cipher

COUNT = 6

_TABLE = """
山mountain 河river 海sea 湖lake 桥bridge 路road 云cloud 雨rain 雪snow 风breeze
雷thunder 火fire 水water 土earth 石stone 沙sand 冰ice 星star 月moon 日sun
春spring 夏summer 秋autumn 冬winter 西west 南south 北north 松pine 竹bamboo 梅plum
兰orchid 菊daisy 柳willow 杨poplar 桃peach 李damson 枣date 瓜melon 豆bean 麦wheat
糖sugar 盐salt 油oil 醋vinegar 姜ginger 蒜garlic 葱onion 菜vegetable 肉meat 蛋egg
奶milk 面noodle 粥porridge 锅pot 碗bowl 盘plate 刀knife 勺spoon 筷chopstick 瓶bottle
缸jar 桶bucket 灯lamp 门door 墙wall 瓦tile 砖brick 楼tower 塔pagoda 寺temple
亭pavilion 院yard 桌table 椅chair 床bed 柜cupboard 箱box 镜mirror 钟clock 伞umbrella
帘curtain 毯blanket 绳rope 针needle 线thread 布cloth 麻hemp 裤trousers 裙skirt 鞋shoe
帽hat 巾scarf 带belt 扣clasp 纸paper 笔pen 墨ink 书book 画picture 琴lute
鼓drum 棋chess 车cart 船boat 狗dog 鸭duck 鹅goose 蛇snake 狼wolf 猴monkey
龙dragon 鹰eagle 雀sparrow 蚕silkworm 脚foot 头head 心heart 黄yellow 绿green 白white
黑black 灰ash 紫purple 银silver 铁iron 钱coin 八eight 田field 林forest 草grass
叶leaf 木wood 苗sprout 泥mud 尘dust 霜frost 年year 钉nail 锤hammer 斧axe
铲shovel 剪scissors 尺ruler 秤scales 网net 盾shield 鞭whip 轮wheel 梯ladder 堤dam
渠canal 坡slope 村village 街street 仓barn 棚shed 刷brush 报newspaper 歌song 舞dance
梦dream 农farmer 客guest 骡mule 孔hole 皮leather 电lightning 糕pudding 藕lotusroot 笋shoot
茄aubergine 槐locust 桑mulberry 棕palm 蔗cane 蚊mosquito 鸟bird 雕vulture 驼camel 獾badger
杏apricot 汤soup 杯cup 柱pillar 扇fan 被quilt 棉cotton 袜sock 马horse 猪pig
鱼fish 虾shrimp 蟹crab 龟turtle 虎tiger 象elephant 兔rabbit 鼠mouse 燕swallow 蛙frog
牙tooth 眼eye 鼻nose 铜copper 玉jade 六six 七seven 百hundred 千thousand 万myriad
园garden 花flower 果fruit 岛island 港harbour 湾bay 烟smoke 影shadow 锯saw 犁plough
箭arrow 锚anchor 城city 市market 炉furnace 炭charcoal 帚broom 信letter 王king 娃doll
妈mother 狮lion 壳shell 胶glue 菇mushroom 柚pomelo 蝇fly 蝉cicada 鲸whale 鸥gull
凤phoenix 窗window 蝶butterfly 鸡chicken 牛cattle 宫palace 药medicine 瓷porcelain 葡grape 筝kite
厨kitchen 钻diamond 腿leg 孩child 蜡wax 蜜honey
"""
_PAIRS = tuple((pair[0], pair[1:]) for pair in _TABLE.split())
_PLACES = {word: place for place, pair in enumerate(_PAIRS) for word in pair}
_TYPED = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
_SALT = b"ruhu six words 1"
COST = {"memory": 64 * 1024, "passes": 3, "lanes": 4}
"""Of a derivation, the same on every computer: RFC 9106 §4, second recommended option."""


@dataclass(frozen=True, slots=True)
class SixWords:
    """Six places in the table of words."""

    places: tuple[int, ...]

    def written(self, language: str) -> str:
        """The words as they are read aloud in a language, with blanks between."""
        return " ".join(_PAIRS[place][0 if language.startswith("zh") else 1] for place in self.places)


@lru_cache(maxsize=64)
def of(material: bytes) -> SixWords:
    """The words of these public keys."""
    return SixWords(tuple(cipher.stretched(material, _SALT, **COST)[:COUNT]))


def typed(text: str) -> SixWords:
    """The words that somebody typed, in either language, with or without blanks between characters."""
    found = _TYPED.findall(text.lower())
    unknown = [word for word in found if word not in _PLACES]
    if len(found) != COUNT or unknown:
        raise Refused(
            "These are not six words of the kind that are compared: {words}",
            "Type the six words that the other screen shows, in their order.",
            words=", ".join(unknown or found)[:100],
        )
    return SixWords(tuple(_PLACES[word] for word in found))
