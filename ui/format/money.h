#pragma once

#include "engine/model/money.h"

#include <QString>

namespace halcyon::ui {

/// "₹", "$", ...; a currency without a sign of its own is its code and a space: "AED ".
[[nodiscard]] QString currencySign(engine::Currency currency);

/// The amount to the last paisa: "1,24,500.00", with the third and fourth
/// decimal only where they are not zero. Exact; never through a double.
[[nodiscard]] QString formatGroupedAmount(engine::Amount amount);
[[nodiscard]] QString formatGroupedAmount(const engine::AmountSum& sum);
/// The same with the currency's sign: "₹1,24,500.00".
[[nodiscard]] QString formatMoney(engine::Amount amount, engine::Currency currency);
[[nodiscard]] QString formatMoney(const engine::AmountSum& sum, engine::Currency currency);
/// For tiles and the middle of a donut: "₹139.9 cr", "₹4.2 L", "₹850".
[[nodiscard]] QString formatMoneyShort(const engine::AmountSum& sum, engine::Currency currency);

} // namespace halcyon::ui
