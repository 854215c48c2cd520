#pragma once

// What nearly every file of ui/ includes anyway; compiled once.
#include "engine/api/engine.h"
#include "engine/api/history.h"

#include <QApplication>
#include <QBoxLayout>
#include <QGraphicsItem>
#include <QLabel>
#include <QMouseEvent>
#include <QObject>
#include <QPainter>
#include <QPainterPath>
#include <QString>
#include <QTimer>
#include <QVariant>
#include <QWidget>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>
