"""The sentence for each error code: what is wrong and what to do next, in the words of a shop. It never fails itself.

The words of the other languages stand in `resources/locale/LANGUAGE/LC_MESSAGES/duken.po`. After a change of sentences
here, or of anything marked `_("…")`, run `python build/words.py`, and translate what it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.kernel.errors import AppError
from app.kernel.i18n import _, translated
from ui.agent_messages import AGENT_MESSAGES
from ui.centre_messages import CENTRE_MESSAGES
from ui.customer_messages import CUSTOMER_MESSAGES
from ui.empty_messages import where_nothing_is_typed
from ui.facts import Written
from ui.stock_messages import STOCK_MESSAGES
from ui.wording import CAUSES

Facts = Mapping[str, Any]

MESSAGES: dict[str, str] = {
    **STOCK_MESSAGES,
    **AGENT_MESSAGES,
    **CENTRE_MESSAGES,
    **CUSTOMER_MESSAGES,
    # the till: receipts, payments, returns
    "sale.ambiguous_code": _("Several products have the code {barcode}. Choose the right one by its name."),
    "sale.customer_needed": _("This way of paying needs a customer ({tender}). Choose the customer first."),
    "sale.empty": _("The receipt is empty. Scan the goods first."),
    "sale.gift": _("{name}: the price is zero. Give it away for nothing?"),
    "sale.label_without_price": _(
        "“{name}” has no price, so the quantity cannot be worked out from its label. Set the price of the product first."
    ),
    "sale.line_kept": _("This line is in the receipt: nothing has to be brought back."),
    "sale.line_removed": _("This line has already been deleted. Scan the goods again if they are needed."),
    "sale.expired": _("“{name}” was good until {expired_on}. Sell it all the same?"),
    "sale.mark_in_other": _("This very piece of “{name}” is in another receipt that is not paid yet. Take another one."),
    "sale.mark_in_receipt": _("This very piece of “{name}” is in the receipt already: its marking code was scanned before."),
    "sale.mark_sold": _("This very piece of “{name}” was sold with the receipt {number}. Put it aside, and take another piece."),
    "sale.marked_once": _("A marked piece of “{name}” is one piece. Scan the marking code of each further one."),
    "sale.money_taken": _("Money has already been taken for this receipt. Give it back first."),
    "sale.not_open": _("This receipt can no longer be changed. Its state: {state}."),
    "sale.not_parked": _("This receipt is no longer on hold. Look at the list again."),
    "sale.price_changed": _("The price of “{name}” has changed from {old} to {new}. Sell at the old price?"),
    "sale.price_needed": _("“{name}” has no price. Enter the price."),
    "sale.quantity_fixed": _("“{name}” was put in by a price label, so its quantity is fixed. Delete the line and scan again."),
    "sale.quantity_needed": _("Put “{name}” on the scale or enter the quantity."),
    "sale.sum_too_large": _("The sum of the receipt is too large: the most is {most}. Check prices and quantities."),
    "sale.total_changed": _("The total has changed from {shown} to {total}. Tell the customer and take the payment again."),
    "sale.unknown_barcode": _("The code {barcode} was not found. Scan it again or look for the product by its name."),
    "discount.above_worth": _("The discount of {discount} is more than the price of {worth}. Enter a smaller one."),
    "discount.negative": _("A discount cannot be below zero. Enter zero or more."),
    "payment.absurd": _("Such a large amount cannot be right. Check the digits."),
    "payment.cash_or_card": _("Choose one way of paying: cash or card."),
    "payment.card_in_doubt": _(
        "The card terminal has not said whether it took {amount}. Go on without this card payment, and find out about it later?"
    ),
    "payment.card_in_hand": _("The card terminal is busy with this receipt: {amount}. Wait for it, or cancel at the terminal."),
    "payment.change_large": _("The change would be {change}. Did the customer really hand over that much?"),
    "payment.no_terminal": _("No card terminal is set up here. Take the card as before, or set one up in the settings."),
    "payment.not_positive": _("Enter an amount above zero."),
    "payment.terminal_gives_back": _("The card terminal took this money. Let it give the money back to the card."),
    "payment.terminal_needed": _("Cards are charged by the card terminal here. Send the amount to it."),
    "payment.too_little": _("It is not enough yet: {missing} is missing."),
    "payment.too_much": _("This is {over} more than is due, and change is given only for cash. Enter a smaller amount."),
    "payment.two_cash": _("Cash has already been entered. Change that amount instead of adding a second one."),
    "payment.unknown_tender": _("This way of paying is not possible here. Choose another one."),
    "account.not_enough": _("Not enough ({account}): there is {available}, and {wanted} is needed. Pay the rest another way."),
    "debt.more_than_owed": _("The customer owes only {owed}. Enter no more than that."),
    "credit.over_limit": _(
        "The customer owes {debt} and may owe {limit}; {asked} more is over the limit. Ask a manager to enter a PIN."
    ),
    "gift_card.code_taken": _("A gift card with this code has already been sold. Take another card."),
    "gift_card.expired": _("The gift card was valid until {expired_on} and has expired. Choose another way of paying."),
    "gift_card.expires_before_sale": _("A gift card that ended on {expires_on} could not be spent. Enter a later date."),
    "gift_card.unknown": _("There is no such gift card. Scan it again or check its code."),
    "receipt.not_completed": _("This receipt is not paid, so there is no paper of it. Its state: {state}."),
    "receipt.unknown": _("There is no receipt {number}. Check the number."),
    "receipt.unknown_format": _("There is no format “{form}”. Choose text, pdf, json or escpos."),
    "receipt.unknown_letters": _("There are no letters “{page}”. Choose cp866, cp1251, rk1048 or raster."),
    "account_receipt.unknown": _("There is no payment on an account {number}. Check the number."),
    "return.more_than_left": _("Of “{name}” only {left} {unit} can still be returned."),
    "return.sum_too_large": _("The sum of the return is too large: the most is {most}. Check prices and quantities."),
    "return.more_than_paid": _("This is {missing} more than was paid on this receipt and not yet given back. Return less."),
    "return.not_sold": _("There are no such goods on a paid receipt. Find the right receipt."),
    "return.nothing": _("No goods are chosen for the return. Choose at least one line."),
    "return.unknown": _("There is no return {number}. Check the number."),
    "correction.not_completed": _("Only a paid receipt can be corrected. Find the right one."),
    "correction.shift_closed": _("Receipt {number} is not of this shift, its payment can no longer be corrected. Make a return."),
    "correction.tender": _("Choose two different ways of paying: cash, card or QR."),
    "correction.too_much": _("Enter an amount above zero and no more than {held}: so much was paid in this way."),
    # cash and shifts
    "amount.malformed": _("“{text}” is not a sum of money. Write it in figures, for example 12.50."),
    "amount.too_fine": _("The sum {text} has more decimals than this currency. Round it."),
    "cash.drawer_short": _("By the books there is not so much cash in the drawer. Pay it out all the same?"),
    "cash.not_positive": _("Enter an amount above zero."),
    "cash.too_large": _("Such a large amount cannot be right. Check the digits."),
    "cash_order.unknown": _("There is no cash order {number}. Check the number."),
    "clock.moved_back": _("The clock shows {now}, but the last entry was made on {last}. Is the clock right now?"),
    "count.malformed": _("“{text}” is not a count. Write the note and how many of them, for example 100=5."),
    "count.negative": _("A count cannot be below zero. Enter how much cash there is."),
    "count.missing": _("Count the cash in the drawer and enter how much there is."),
    "count.one_way": _("Enter the cash as one sum or as pieces, not both."),
    "count.pieces_out_of_range": _("{pieces} notes or coins of one kind cannot be right: enter 0 to {most}."),
    "count.unknown_denomination": _("There is no note or coin of {denomination} in the shop's list. Check the count."),
    "shift.already_open": _("A shift is already open at this till. Go on working in it, or close it first."),
    "restore.newer_work": _(
        "The backup of {ends_at} lacks: sales {sales} ({sold}), returns {returns} ({returned}), closed shifts {closings}, "
        "other changes {others}. Restore it anyway?"
    ),
    "restore.other_shop": _("The backup {path} is of another shop. Put it in the place of this one?"),
    "shift.difference": _("The count does not agree with the books. Close the shift with this difference?"),
    "shift.none_open": _("No shift is open at this till. Open a shift first."),
    "shift.verify_own": _("Who has closed the shift cannot also check the count. Somebody else has to count the cash again."),
    "shift.not_closed": _("This shift is not closed yet. Close it first."),
    "shift.unknown": _("There is no shift {number}. Check the number."),
    # printing and devices
    "intent.in_a_sale": _("This payment belongs to a paid receipt. Take the goods back, and the money goes back to the card."),
    "intent.not_approved": _("Only a card payment that the terminal has approved can be given back."),
    "intent.not_fiscal": _("This is not a receipt for the fiscal register."),
    "intent.not_in_doubt": _("This is not in doubt: it is settled, or the device is still busy with it. Look at the list again."),
    "intent.not_waiting": _("This is settled, or the device is busy with it already. Look at the list again."),
    "intent.reference_used": _("The number {reference} belongs to another payment. Look at the slip again."),
    "print.cannot_render": _("This document cannot be put on paper. It is stored; tell the person who looks after the program."),
    "print.not_queued": _("This document is no longer waiting to be printed. Its state: {state}."),
    "print.not_retriable": _("Only what was not printed, or is in doubt, can be sent again. The state of this one: {state}."),
    "printer.failed": _("The printer has not printed it. Check paper, cover and cable, then send it again."),
    "printer.unknown": _("It is not known whether all of it was printed. Look at the paper before you send it again."),
    "device.address": _("There is no device at an address like {address}. Choose one of the list, or correct it."),
    "device.busy": _("Another program uses {address}. Close that program, or choose another port."),
    "device.gone": _("The device at {address} has gone. Check its cable and its power."),
    "device.no_permission": _(
        "This account may not use {address}. Ask whoever set the computer up (on Linux: the groups lp, dialout)."
    ),
    "device.no_secret": _("“{option}” is missing. Type it in the settings of the device; the computer keeps it secret."),
    "device.not_there": _("Nothing answers at {address}. Check cable, power and address."),
    "device.one_is_enough": _("There is already one here: “{name}”. Change that one, or take it away first."),
    "device.stuck": _("The device at {address} takes nothing. Switch it off and on."),
    "device.not_played": _("A “{name}” is not simulated here. Choose one of: {known}."),
    "device.unknown_driver": _("There is no driver “{driver}”. Choose one of: {known}."),
    "device.unknown_kind": _("There is no kind of device “{kind}”."),
    "device.wrong_option": _("The option {option} cannot be “{value}”. Correct it."),
    "label.count_wrong": _("The number of labels must be between 1 and {most}. Correct it."),
    "label.unknown_format": _("There is no format “{form}” for labels. Choose zpl, tspl, epl or pdf."),
    "label.unknown_template": _("There is no label “{name}”. Choose one of these: {known}."),
    "label.sheet_wrong": _("The sheet of labels is wrong here: {field}. Correct it and look at the sheet again."),
    "label.template_wrong": _("In this label the field “{field}” stands out of the label. Move it or make it smaller."),
    "label_scale.needs_file": _("This model takes its goods from a file. Name one: -o FILE."),
    "label_scale.needs_port": _("Say where the scale is, for example --port tcp://192.168.1.60."),
    "label_scale.unknown_model": _("There is no model “{model}”. Choose one of these: {known}."),
    "label_scale.code_too_large": _("The number for its barcodes is too large for this scale. Give the product a smaller one."),
    "label_scale.left": _("The scale still has this product, though it is not in the list any more. Delete it at the scale."),
    "label_scale.name_cut": _("Sent. The name is too long for this scale: it shows only the beginning."),
    "label_scale.name_missing": _("The product has no name that this scale can show. Give it one."),
    "label_scale.no_answer": _("The scale has not answered. Check its cable and its address, then send the goods again."),
    "label_scale.plu_missing": _("The product has no number for scales. Enter one on its card."),
    "label_scale.plu_too_large": _("The number for scales is too large for this scale. Enter a smaller one."),
    "label_scale.plu_twice": _("Another product in this list has the same number for scales. Change one of them."),
    "label_scale.price_missing": _("The product has no price. Enter one, then send the goods again."),
    "label_scale.price_too_large": _("The price has more digits than this scale can show. Check it."),
    "label_scale.refused": _("The scale has not taken this product."),
    "drawer.failed": _("The cash drawer has not opened. Check its cable, or open it with the key."),
    "drawer.pulse_wrong": _("“{text}” is no row of bytes. Write it as two digits or letters each, for example 1B 70 00 19 19."),
    "document.choose_one": _("Name one document: --sale, --return, --z, --cash-order or --account, with its number."),
    "document.pdf_needs_file": _("A PDF cannot be shown here. Name a file for it: -o FILE."),
    "document.unknown_kind": _("A document of the kind “{kind}” cannot be printed."),
    # goods, prices and stock
    "catalog.no_price_list": _("There is no price list to sell from. Ask the manager to make one."),
    "search.empty": _("Type what to look for: part of a name, a barcode or an article."),
    "code.empty": _("The barcode is empty. Scan it or type it in."),
    "code.taken": _("The barcode {code} already belongs to another product. Check it or enter another one."),
    "code.too_long": _("The barcode is too long: {length} characters, and the most is {most}."),
    "code.wrong_check_digit": _("The last digit of the barcode {code} is wrong. Scan it again or compare it with the package."),
    "price.malformed": _("“{text}” is not a price. Write it in figures, for example 12.50."),
    "price.negative": _("A price cannot be below zero: {price}. Enter zero or more."),
    "price.too_fine": _("The price {text} has more decimals than this currency. Round it."),
    "price.too_large": _("The price is too large: the most is {most}. Check the digits."),
    "product.scale_code_taken": _("The scale number {scale_code} already belongs to another product. Enter another one."),
    "product.unknown_kind": _("“{kind}” is not a kind of product. Choose goods, service or set."),
    "quantity.malformed": _("“{text}” is not a quantity. Write it in figures, for example 2 or 0.5."),
    "quantity.not_positive": _("Enter a quantity above zero."),
    "quantity.not_whole": _("This unit ({unit}) has no more than {decimals} decimals. Round the quantity."),
    "quantity.too_large": _("The quantity is too large: the most is {most}. Check the digits."),
    "scale.silent": _("The scale at {address} sends no weight that can be understood. Check its protocol and its settings."),
    "scale.layout_wrong": _("The layout of scale labels is wrong here: {field}. Correct it and try it with a label."),
    "scale.prefix_taken": _("There is already a layout for labels that begin with {prefix}. Change that one."),
    "set.nested": _("“{name}” is a set itself, and a set cannot be in another one. Add its goods one by one."),
    "set.not_a_set": _("This product is not a set. Choose a set."),
    "stock.not_goods": _("“{name}” is not kept in stock. Choose goods, not a service or a set."),
    "stock.store_known": _("There is a store of that name already: {name}."),
    "stock.nothing": _("No goods are chosen. Add at least one."),
    "tax.out_of_range": _("Enter a tax rate from 0 to 100 percent."),
    "unit.decimals": _("A unit has 0 to 3 decimals; {decimals} is not possible."),
    "goods.code_kept": _(
        "The last digit of the barcode {code} is wrong. It was kept as it is: the goods are found by it, "
        "and by the article {article}."
    ),
    "goods.code_shortened": _(
        "A spreadsheet has shortened the barcode to {code}, and its digits are lost. "
        "The goods came in without it: make the column text and save the list again."
    ),
    "goods.column_passed_over": _("The columns “{taken}” and “{passed}” mean the same. Only “{taken}” was read."),
    "goods.duplicate_barcode": _("The barcode {barcode} is already in line {first_line}. Keep only one of the two."),
    "goods.missing_column": _("There are too few cells in this line: {found} of {expected}. Fill in the rest."),
    "goods.no_name_column": _("There is no column “name” in the file {path}. Its columns are: {columns}."),
    "goods.two_products": _(
        "The barcode {barcode} is of “{name}”, but the article {article} is of “{other}”. Put right which of the two is meant."
    ),
    "goods.unknown_unit": _("The unit “{unit}” is not known. Use pcs, kg, l, m or another unit of the shop."),
    # people and rights
    "loan.not_valid": _("The permission “{right}” is no longer valid: it is for one action. Ask for it again."),
    "loan.lender_lacks": _("{name} has not got the right “{right}” either. Ask another employee to enter a PIN."),
    "loan.to_oneself": _("You cannot give permission to yourself. Ask another employee to enter a PIN."),
    "pin.differ": _("The two PINs are not the same. Type it once more."),
    "pin.locked": _("There were too many wrong tries. Try again {seconds}."),
    "pin.malformed": _("A PIN is 4 to 12 digits. Enter another one."),
    "pin.not_told": _("No PIN was given. Write it as one line to standard input, or name it with --pin."),
    "pin.taken": _("This PIN is already in use. Choose another one."),
    "pin.too_simple": _("This PIN is easy to guess. Choose one whose digits are not the same or in a row."),
    "goods.duplicate_row": _("“{name}” is already in line {first_line}. Keep only one of the two, or give each a barcode."),
    "product.scale_code_out_of_range": _("A number in the scale is between 1 and {most}. Enter another one."),
    "row.formula_without_result": _(
        "The formula “{formula}” has no result in the file. Open the file in Excel or LibreOffice, save it and try again."
    ),
    "row.surplus_cells": _(
        "There are {found} cells in this line, and only {expected} columns. "
        "If a comma or a semicolon is in a name, put it in quotes."
    ),
    "row.unreadable": _("The row holds bytes that are no text in this file's encoding. Save the file as UTF-8."),
    "pin.wrong": _("The PIN is wrong. Tries left: {tries_left}."),
    "recovery.wrong": _("The recovery code is wrong. Tries left: {tries_left}."),
    "right.giving_more_than_own": _("This role has rights that you do not have yourself. Ask the owner to give it."),
    "right.missing": _("This needs the right “{right}”. Ask a manager to enter a PIN."),
    "right.over_limit": _("{asked} is above the limit of {limit} (“{right}”). Ask a manager to enter a PIN."),
    "right.owner_only": _("Only an owner can do this. Ask the owner."),
    "role.limit_not_allowed": _("The right “{right}” has no limit. Leave its limit empty."),
    "role.limit_out_of_range": _("Enter a limit from 0 to 100 percent."),
    "staff.last_owner": _("This is the only owner, and a shop cannot be without one."),
    "staff.not_found_by_pin": _(
        "By a PIN alone these could not be found: {names}. Let each sign in once by name, or give them a PIN of their own."
    ),
    "staff.nobody": _("Nobody has signed in. Enter your PIN."),
    "staff.same_name": _("Several employees are called “{name}”. Give one of them another name first."),
    "staff.unknown": _("This employee is no longer on the list. Choose another name."),
    # quick goods at the checkout
    "picture.too_large": _("The picture is too large: the most is {most} KiB. Choose another one."),
    "picture.unreadable": _("This picture cannot be read. Choose a JPEG or PNG file."),
    "tiles.too_many": _("No more than {most} goods fit here. Take some off first."),
    "tiles.twice": _("A product can stand here only once."),
    # the shop and its settings
    "period.unknown_zone": _("The time zone “{zone}” is not known. Choose one from the list, for example Asia/Bishkek."),
    "settings.secret_in_keyring": _("“{key}” is kept secret and cannot be changed here."),
    "settings.unknown": _("There is no setting “{key}”. Check its name."),
    "settings.wrong_value": _("The value “{value}” does not suit the setting “{key}”. Enter another one."),
    "shop.currency": _("There is no currency “{currency}”. Enter its code in three capital letters, for example KGS."),
    "shop.day_change": _("A new day can begin from 0 to 12 o'clock; {hour} is not possible."),
    "shop.exists": _("There is already a shop in this file. Open it, or choose another file."),
    "shop.language": _("There is no language “{language}”. Choose ru, en, uk, kk or ky."),
    "shop.gone": _("The shop's file is gone: {path}. Put it back, or restore a backup."),
    "shop.was_here": _("There was a shop here, and its file is gone: {path}. Make a new, empty shop in its place?"),
    "shop.missing": _("There is no shop in the file {path}. Set up a new shop or restore a backup."),
    "till.prefix_taken": _("Another till of this company numbers its documents behind {prefix} already. Enter another prefix."),
    "ticket.unreadable": _("This is not the ticket of a till or office ({detail}). Ask whoever made it to send it again."),
    "ticket.used": _("Another computer has joined by this ticket: it is {till}. Ask for a ticket of its own for this one."),
    "shop.prefix": _("“{prefix}” cannot stand before receipt numbers. Enter 1 to 6 Latin letters or digits, for example A1."),
    # what is typed, and what somebody else has done meanwhile
    "not_found": _("Not found: {table}. It may have been removed. Look at the list again."),
    "stale": _("Somebody else has just changed this: {what}. Look at it again and repeat."),
    "text.cut": _("The field “{field}” was cut: {length} characters, and the most is {most}."),
    "text.empty": _("Fill in the field “{field}”."),
    "text.too_long": _("The field “{field}” is too long: {length} characters, and the most is {most}. Make it shorter."),
    # files, disks, other programs
    "backup.failed": _("The backup could not be written or read: {path}. Check the disk and its free space, then try again."),
    "backup.not_found": _("There is no backup here: {path}. Choose another file."),
    "backup.unreadable": _("This is not a backup that can be read: {path}. Nothing was changed; choose another one."),
    "bench.powercut_unsupported": _("The test of a power cut cannot run on this computer: {reason}."),
    "database.busy": _("Another program is using the shop's data. Wait a little and try again."),
    "database.cannot_open": _("The shop's file cannot be opened: {path}. Check the disk, and whether you may open the file."),
    "database.damaged": _("The shop's file is damaged: {path}. Restore the newest backup."),
    "database.disk_failed": _("The disk does not read or write: {path}. The last action was not saved. Check the disk."),
    "database.disk_full": _("The disk is full: {path}. The last action was not saved. Free some space and repeat it."),
    "database.is_folder": _("{path} is a folder. Name the shop's file in it."),
    "database.newer": _("The shop's file was made by a newer version of the program. Install it; the file is unharmed."),
    "database.older": _(
        "The shop's file is of an earlier version of the program. Start the till once: it makes a backup and brings the file up "
        "to date."
    ),
    "database.not_ours": _("This is not a database of Duken: {path}. Choose another file."),
    "database.read_only": _("The shop's file may only be read: {path}. Allow writing to the file and its folder."),
    "database.upgrade_failed": _("The shop's file could not be renewed and stayed as it was: {path}. Call for support."),
    "database.vanished": _("The shop's file is gone: {path}. The last action was not saved. Check the disk, start again."),
    "demo.folder_not_ours": _(
        "There is something in {path} that no demo has made, and it stays. Choose an empty folder or a new one."
    ),
    "file.cannot_read": _("The file cannot be read: {path}. Check that it is there and may be opened."),
    "file.cannot_write": _("The file cannot be written: {path}. Check the folder and the free space on the disk."),
    "file.doubled_column": _("The file {path} has the column “{column}” twice. Remove one of the two."),
    "file.empty": _("The file {path} is empty. Its first line must name the columns."),
    "file.malformed": _(
        "The file {path} cannot be read after line {line}. Look for a stray quotation mark in the next one, or save it again."
    ),
    "file.no_rows": _("The file {path} has only its first line. Choose another file."),
    "file.not_a_table": _("The file {path} is not a table but something else. Choose a CSV, TSV or XLSX file."),
    "file.truncated": _("The file {path} breaks off after line {line}. Get the whole file and try again."),
    "file.unknown_encoding": _("The letters in the file {path} cannot be read after line {line}. Save it as UTF-8 again."),
    "file.wrong_kind": _("The file {path} is not what its name says. Save it again, or give it its right ending."),
    "output.cannot_write": _("The answer could not be written where it should go. Check the free space on that disk."),
    "program.running": _("The program is already open with this shop (process {process}). Use that window, or close it first."),
    "replay.bad_date": _("The date in this line cannot be read."),
    "replay.bad_debt": _("This is a correction of a bad debt, not a sale of goods."),
    "replay.bad_number": _("A quantity or a price in this line is not a number."),
    "replay.database_exists": _("There is already a shop in the file {path}. Name a new file for the replay."),
    "replay.missing_column": _("The invoice number, the code of the goods or another cell is missing in this line."),
    "replay.perhaps_not_whole": _("The file breaks off right behind this invoice, so it may not be whole."),
    "replay.return_above_zero": _(
        "This is a return, yet the quantity in this line is above zero. Returns are written with a minus."
    ),
    "replay.sale_below_zero": _(
        "This is a sale, yet the quantity in this line is below zero. The number of a return begins with C."
    ),
    "replay.wrong_columns": _("The file {path} has no columns {missing}. Add them or choose another file."),
    "secret.missing": _("Signing in without names is not set up on this computer. Choose your name, or ask the owner."),
    "secret.no_keyring": _("The computer's store of secrets does not answer. Unlock it, or restart the computer."),
}

BETTER: dict[str, tuple[Callable[[Facts], bool], str]] = {
    **where_nothing_is_typed(),
    "database.damaged": (
        lambda facts: "backup" in facts and facts["backup"] is None,
        _("The shop's file is damaged: {path}. There is no backup beside it; bring one from another disk and restore it."),
    ),
    "code.wrong_check_digit": (
        lambda facts: "article" in facts,
        _("The last digit of the barcode {code} is wrong. It was kept as an article: it can be typed in, but not scanned."),
    ),
    "file.malformed": (
        lambda facts: facts.get("line") == 0,
        _("The file {path} is not a table that can be read. Save it as CSV or XLSX again."),
    ),
    "file.truncated": (
        lambda facts: facts.get("line") == 0,
        _("The file {path} is not whole: nothing in it can be read. Get the whole file and try again."),
    ),
    "quantity.not_whole": (
        lambda facts: facts.get("decimals") == 0,
        _("This is sold only in whole units ({unit}). Enter a whole number."),
    ),
    "return.more_than_left": (
        lambda facts: facts.get("left_milli") == 0,
        _("All of “{name}” has already been returned."),
    ),
    "sale.price_changed": (
        lambda facts: facts.get("count") not in (None, 1),
        _("Prices have changed ({count} lines), of “{name}” from {old} to {new}. Sell at the old prices?"),
    ),
    "staff.unknown": (
        lambda facts: bool(facts.get("name")),
        _("There is no employee “{name}” here. Check the name."),
    ),
    "secret.missing": (
        lambda facts: "setting" in facts,
        _("This computer has no store of secrets, and without it nobody can be found by a PIN alone. Names stay shown."),
    ),
    "shift.difference": (
        lambda facts: "difference_minor" in facts,
        _("The count differs from the books by {difference}. Close the shift with this difference?"),
    ),
}
"""Sentences that fit some facts better than the general one."""

UNKNOWN = _("This is not possible now ({code}). Tell the person who looks after the program.")


def sentence(error: AppError, language: str, currency: str = "KGS", zone: str | None = None) -> str:
    """What a person reads about an error. `zone` (IANA) is where its moments are shown; else it is this computer's."""
    return sentence_of(error.code, error.facts, language, currency, zone)


def sentence_of(code: str, facts: Facts, language: str, currency: str = "KGS", zone: str | None = None) -> str:
    """The same of a code and its facts, which is how a bad row of a price list is told."""
    if code not in MESSAGES:
        return _filled(UNKNOWN, {"code": code}, language, currency, zone)
    fits, better = BETTER.get(code, (lambda _facts: False, ""))
    return _filled(better if fits(facts) else MESSAGES[code], facts, language, currency, zone)


def cause_sentence(kind: str, *, number: str | None, amount_minor: int, language: str, currency: str = "KGS") -> str:
    """What a person reads about a likely cause of a cash difference (`app.core.cash.views.Cause`)."""
    facts = {"number": number, "amount_minor": amount_minor, "code": kind}
    return _filled(CAUSES.get(kind, UNKNOWN), facts, language, currency, None)


def _filled(template: str, facts: Facts, language: str, currency: str, zone: str | None) -> str:
    return translated(template, language).format_map(Written(facts, language, currency, zone))
