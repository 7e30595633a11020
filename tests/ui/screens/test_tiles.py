"""Quick goods with hands: picking, dragging, keys, rights, tabs and screenfuls; and a scan that comes in between."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.catalog.commands import add_category, add_product, change_product, remove_product
from app.core.tiles.commands import arrange_tiles, set_picture
from app.core.tiles.queries import tile_page
from tests.shop_floor import CASHIER_PIN, MANAGER_PIN
from tests.ui.screens.conftest import Hand, NewHand
from ui.bridge.pictures import small_picture
from ui.kit.theme import THEME, px
from ui.kit.tokens import DARK, LEAST_CONTRAST, LIGHT, TARGET, contrast, mixed
from ui.pages.checkout.tile import EDGES, TINT, Tile, wrapped

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tiles(hand: Hand) -> Any:
    """The quick goods of the checkout that is open; the owner has the keys."""
    return hand.screen.goods


def order(hand: Hand) -> list[str]:
    """As the model has them."""
    return [tile.product.name for tile in hand.checkout.tiles.view.page.tiles]


def stored(hand: Hand) -> list[str]:
    """What somebody arranged, as the shop's file has it."""
    page = hand.floor.ask(tile_page, branch_id=hand.floor.place.branch_id)
    return [tile.product.name for tile in page.tiles[: page.arranged]]


def tile(hand: Hand, code: str) -> Tile:
    found = hand.screen.goods.board.tile_of(hand.floor.goods[code])
    assert found is not None
    return found


def drag(hand: Hand, code: str, onto: str) -> None:
    """With a finger, in steps, from one tile's left corner to the middle of another's."""
    board, taken = hand.screen.goods.board, tile(hand, code)
    hand.qtbot.waitUntil(lambda: not any(each.is_gliding for each in board._tiles.values()))
    begin, end = taken.pos() + QPoint(10, 40), tile(hand, onto).geometry().center()
    QTest.mousePress(taken, LEFT, pos=QPoint(10, 40))
    for step in range(1, 6):
        QTest.mouseMove(board, begin + (end - begin) * step / 5)
    QTest.mouseRelease(board, LEFT, pos=end)
    hand.settle()


def sit_down_as_cashier(hand: Hand) -> None:
    hand.sit_down(hand.floor.cashier_id, CASHIER_PIN)


def dismiss(hand: Hand) -> None:
    """Nobody lends the right."""
    assert hand.till.window.sheet is not None
    hand.till.window.sheet.close_it()


def test_a_touch_sells(hand: Hand):
    hand.touch(tile(hand, "333"))
    assert [line.name for line in hand.checkout.lines.values()] == ["Tea"]
    assert QApplication.focusWidget() is hand.screen.box


def test_a_tile_that_is_dragged_stands_there_at_once_and_tomorrow(hand: Hand, tiles: Any):
    before = order(hand)
    hand.touch(tiles.arrange)
    drag(hand, "333", "111")
    assert order(hand) == ["Tea", *(name for name in before if name != "Tea")]
    assert stored(hand) == ["Tea"]
    assert not hand.checkout.lines
    hand.touch(tiles.done)
    hand.touch(tile(hand, "333"))
    assert len(hand.checkout.lines) == 1


def test_the_others_make_room_while_it_is_carried(hand: Hand, tiles: Any):
    hand.touch(tiles.arrange)
    spot, taken = tile(hand, "111").geometry(), tile(hand, "333")
    QTest.mousePress(taken, LEFT, pos=QPoint(10, 40))
    QTest.mouseMove(tiles.board, spot.center() + QPoint(5, 0))
    QTest.mouseMove(tiles.board, spot.center())
    hand.qtbot.waitUntil(lambda: tile(hand, "111").geometry() != spot)
    assert stored(hand) == []
    QTest.mouseRelease(tiles.board, LEFT, pos=spot.center())
    hand.settle()
    assert stored(hand) == ["Tea"]


def test_who_holds_a_tile_long_has_it_in_the_hand(hand: Hand, tiles: Any):
    QTest.mousePress(tile(hand, "222"), LEFT, pos=QPoint(10, 40))
    hand.qtbot.waitUntil(lambda: hand.checkout.tiles.view.is_arranging)
    end = tile(hand, "111").geometry().center()
    QTest.mouseMove(tiles.board, end)
    QTest.mouseRelease(tiles.board, LEFT, pos=end)
    hand.settle()
    assert stored(hand) == ["Milk"]
    assert not hand.checkout.lines


def test_a_finger_that_slips_neither_sells_nor_moves(hand: Hand, tiles: Any):
    before = order(hand)
    start = tile(hand, "111").geometry().center()
    QTest.mousePress(tile(hand, "111"), LEFT)
    QTest.mouseMove(tiles.board, start + QPoint(30, 0))
    QTest.mouseRelease(tiles.board, LEFT, pos=start + QPoint(30, 0))
    hand.settle()
    assert (order(hand), len(hand.checkout.lines)) == (before, 0)


def test_the_cross_takes_a_tile_off_for_good(hand: Hand, tiles: Any):
    hand.touch(tiles.arrange)
    QTest.mouseClick(tile(hand, "111"), LEFT, pos=QPoint(tile(hand, "111").width() - 16, 16))
    hand.settle()
    assert "Bread" not in order(hand)
    hand.touch(tiles.done)
    hand.checkout.tiles.choose_tab(None)
    hand.settle()
    assert "Bread" not in order(hand)


def test_everything_is_done_by_keys_alone(hand: Hand, tiles: Any):
    hand.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Return)
    assert [line.name for line in hand.checkout.lines.values()] == ["Milk"]
    assert QApplication.focusWidget() is hand.screen.box
    hand.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert hand.checkout.tiles.view.is_arranging
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Left, CTRL)
    assert stored(hand) == ["Milk"]
    hand.press(Qt.Key.Key_Delete)
    assert stored(hand) == []
    assert "Milk" not in order(hand)
    hand.press(Qt.Key.Key_Insert)
    hand.keys("milk")
    hand.press(Qt.Key.Key_Return)
    assert stored(hand) == ["Milk"]
    hand.press(Qt.Key.Key_Escape)
    assert not hand.checkout.tiles.view.is_arranging
    assert QApplication.focusWidget() is hand.screen.box
    assert len(hand.checkout.lines) == 1


def test_a_moved_tile_goes_down_a_row_by_keys(hand: Hand, tiles: Any):
    hand.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_Down, CTRL)
    assert order(hand).index("Bread") == tiles.board.columns
    assert len(stored(hand)) == tiles.board.columns + 1  # whatever stands before it stays there too


def test_a_scan_while_tiles_are_arranged_is_sold(hand: Hand, tiles: Any):
    hand.touch(tiles.arrange)
    hand.touch(tile(hand, "222"))
    hand.floor.do(change_product, product_id=hand.floor.goods["333"], article="TEA-77")
    hand.scan("TEA-77")
    assert [line.name for line in hand.checkout.lines.values()] == ["Tea"]
    assert hand.checkout.tiles.view.is_arranging
    hand.touch(tiles.add)
    hand.scan("TEA-77")
    assert [line.quantity_milli for line in hand.checkout.lines.values()] == [2000]
    assert tiles.sheet.box.text() == ""


def test_a_cashier_arranges_with_one_lent_right_at_the_end(hand: Hand, tiles: Any):
    sit_down_as_cashier(hand)
    hand.touch(tiles.arrange)
    drag(hand, "333", "111")
    drag(hand, "222", "333")
    assert (stored(hand), hand.missing) == ([], [])
    hand.touch(tiles.done)
    assert len(hand.missing) == 1
    dismiss(hand)
    hand.missing[0].lend(hand.floor.manager_id, MANAGER_PIN)
    hand.settle()
    assert stored(hand) == ["Milk", "Tea"]
    assert order(hand)[:2] == ["Milk", "Tea"]


def test_without_the_right_all_stays_as_it_was(hand: Hand, tiles: Any):
    before = order(hand)
    sit_down_as_cashier(hand)
    hand.touch(tiles.arrange)
    drag(hand, "333", "111")
    hand.touch(tiles.done)
    dismiss(hand)
    hand.settle()
    assert (order(hand), stored(hand)) == (before, [])
    hand.touch(tiles.arrange)
    drag(hand, "333", "111")
    hand.press(Qt.Key.Key_Escape)
    assert (order(hand), stored(hand), len(hand.missing)) == (before, [], 1)


def test_a_product_that_is_deleted_elsewhere_goes_from_under_the_finger(hand: Hand, tiles: Any):
    hand.touch(tiles.arrange)
    QTest.mousePress(tile(hand, "333"), LEFT, pos=QPoint(10, 40))
    QTest.mouseMove(tiles.board, tile(hand, "333").geometry().center() + QPoint(40, 0))
    hand.floor.do(remove_product, product_id=hand.floor.goods["333"])
    hand.settle()
    QTest.mouseRelease(tiles.board, LEFT, pos=tile(hand, "111").geometry().center())
    hand.settle()
    assert "Tea" not in order(hand)
    assert stored(hand) == []


def test_tiles_stand_still_between_two_customers_but_follow_the_goods(hand: Hand):
    before = order(hand)
    hand.floor.sell("888", "888")
    hand.till.window.open("checkout")
    hand.settle()
    assert order(hand) == before
    hand.floor.do(change_product, product_id=hand.floor.goods["111"], name="Rye bread")
    hand.settle()
    assert "Rye bread" in order(hand)


def test_what_is_arranged_elsewhere_is_seen_here_at_once(hand: Hand):
    hand.floor.do(arrange_tiles, product_ids=[hand.floor.goods["888"]])
    hand.settle()
    assert order(hand)[0] == "Sweet"


def many(hand: Hand, count: int, **more: Any) -> list[Any]:
    name = "Good with a name that is much too long for any tile that anybody has ever seen"
    return [
        hand.floor.do(add_product, name=f"{place:02d} {name}", unit_id=hand.floor.units["pcs"], price_minor=100, **more)
        for place in range(count)
    ]


def test_more_tiles_than_fit_are_turned_by_key_swipe_and_arrows(hand: Hand, tiles: Any):
    hand.floor.do(arrange_tiles, product_ids=many(hand, 30))
    hand.settle()
    board = tiles.board
    room = board.columns * board.rows
    assert (tiles.rail.isVisible(), board.sheet, board.sheets) == (True, 0, -(-30 // room))
    hand.touch(tiles.rail.down)
    assert board.sheet == 1
    middle = board.rect().center()
    QTest.mousePress(board, LEFT, pos=middle)
    QTest.mouseRelease(board, LEFT, pos=middle + QPoint(0, 20))
    assert (board.sheet, len(hand.checkout.lines)) == (1, 0)
    QTest.mousePress(board, LEFT, pos=middle)
    QTest.mouseMove(board, middle + QPoint(0, 60))
    QTest.mouseRelease(board, LEFT, pos=middle + QPoint(0, 160))
    hand.settle()
    assert (board.sheet, len(hand.checkout.lines)) == (0, 0)
    hand.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    for _step in range(room):
        hand.press(Qt.Key.Key_Right)
    assert board.sheet == 1
    for _step in range(2):
        hand.press(Qt.Key.Key_Up, CTRL)
    assert board.sheet == 0


@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_that_is_touched_is_too_small_and_no_tile_sticks_out(new_hand: NewHand, hand: Hand, percent: int):
    many(hand, 20, category_id=hand.floor.do(add_category, name="A category with a long name"))
    THEME.use(QApplication.instance(), colours=LIGHT, percent=percent)  # type: ignore[arg-type]
    hand.till.window.resize(1024, 768)
    hand.settle()
    found = hand.screen.goods
    found.model.choose_tab(found.model.view.tabs[0].category_id)
    hand.settle()
    found.model.start_arranging()
    for key in (found.more, found.add, found.done, found.rail.up, found.rail.down):
        assert key.isHidden() or min(key.width(), key.height()) >= px(TARGET)
    assert found.board._tiles
    for each in found.board._tiles.values():
        assert found.board.rect().contains(each.geometry())
        assert min(each.width(), each.height(), each.cross().width()) >= px(TARGET)


def test_the_smallest_screen_shows_six_quick_goods_beside_the_keypad(hand: Hand):
    many(hand, 20)
    hand.till.window.resize(1024, 768)
    hand.settle()
    side = hand.screen._side
    assert side.keypad.isVisible()
    assert len([each for each in hand.screen.goods.board._tiles.values() if each.isVisible()]) >= 6


def test_tabs_that_do_not_fit_are_found_under_more(hand: Hand, tiles: Any):
    made = {name: hand.floor.do(add_category, name=name) for name in (f"Category number {place:02d}" for place in range(30))}
    hand.floor.do(change_product, product_id=hand.floor.goods["888"], category_id=made["Category number 29"])
    hand.settle()
    hand.touch(tiles.more)
    hand.keys("29")
    hand.press(Qt.Key.Key_Return)
    assert order(hand) == ["Sweet"]
    assert "29" in tiles.more.text()
    hand.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    hand.press(Qt.Key.Key_PageDown)
    assert hand.checkout.tiles.view.chosen is None  # round in a circle


def test_escape_closes_the_panel_first(hand: Hand, tiles: Any):
    hand.touch(tiles.arrange)
    hand.touch(tiles.add)
    hand.press(Qt.Key.Key_Escape)
    assert (tiles.sheet, hand.checkout.tiles.view.is_arranging) == (None, True)
    hand.press(Qt.Key.Key_Escape)
    assert not hand.checkout.tiles.view.is_arranging


def test_a_picture_comes_to_its_tile_and_changes_with_it(hand: Hand):
    for ink in (Qt.GlobalColor.red, Qt.GlobalColor.green):
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(ink)
        hand.floor.do(set_picture, product_id=hand.floor.goods["111"], image=small_picture(None, image=image))
        hand.settle()
        shown = tile(hand, "111").grab().toImage().pixelColor(tile(hand, "111").width() - 12, 8)
        wanted = image.pixelColor(0, 0)
        assert max(abs(shown.red() - wanted.red()), abs(shown.green() - wanted.green()), shown.blue()) < 12


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_category_s_colour(colours: Any):
    for edge in EDGES:
        ground = mixed(edge, colours.surface, TINT)
        assert contrast(colours.text, ground) >= LEAST_CONTRAST
        assert contrast(colours.muted, ground) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("text", "lines", "found"),
    [
        ("one two", 2, ["one two"]), ("one two three", 2, ["one two", "three"]), ("a b", 1, ["a b"]),
        ("one two three four five six", 2, ["one two", "three four five six"]), ("", 2, []),
        ("incomprehensibilities", 2, ["incomprehensibilities"]),
    ],
)
def test_a_name_is_broken_between_words_and_nothing_is_lost(text: str, lines: int, found: list[str]):
    assert wrapped(text, lines, 8, len) == found
