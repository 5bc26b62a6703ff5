using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "tickets");

            migrationBuilder.CreateSequence(
                name: "ticket_number",
                schema: "tickets");

            migrationBuilder.CreateTable(
                name: "calendars",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    zone = table.Column<string>(type: "text", nullable: false),
                    week = table.Column<string[]>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendars", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "categories",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    parent_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    position = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_categories", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "codes",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_codes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "customers",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string>(type: "text", nullable: false),
                    search = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: true, computedColumnSql: "to_tsvector('simple', words)", stored: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "follow_ups",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    response_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: true),
                    score = table.Column<int>(type: "integer", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_reason = table.Column<string>(type: "text", nullable: false),
                    owner_reason_args = table.Column<string[]>(type: "text[]", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    overdue_told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    cause_id = table.Column<long>(type: "bigint", nullable: true),
                    action = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_follow_ups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "tickets",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox", x => new { x.event_id, x.handler });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sla_policies",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    type = table.Column<string>(type: "text", nullable: true),
                    priority = table.Column<string>(type: "text", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: true),
                    level = table.Column<string>(type: "text", nullable: true),
                    first_response = table.Column<string>(type: "text", nullable: true),
                    next_response = table.Column<string>(type: "text", nullable: true),
                    resolution = table.Column<string>(type: "text", nullable: true),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    calendar_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_policies", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tickets",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    number = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "nextval('tickets.ticket_number')"),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    contact_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    priority = table.Column<string>(type: "text", nullable: false),
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    cause_id = table.Column<long>(type: "bigint", nullable: true),
                    resolution_id = table.Column<long>(type: "bigint", nullable: true),
                    satisfaction = table.Column<int>(type: "integer", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    level = table.Column<string>(type: "text", nullable: false),
                    queue_rank = table.Column<short>(type: "smallint", nullable: false),
                    urgency = table.Column<short>(type: "smallint", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    review_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    held_by_id = table.Column<long>(type: "bigint", nullable: true),
                    reopened = table.Column<int>(type: "integer", nullable: false),
                    next_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_message_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    open = table.Column<bool>(type: "boolean", nullable: false, computedColumnSql: "status in ('created', 'assigned', 'in_progress', 'waiting_customer', 'waiting_third_party')", stored: true),
                    search = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: true, computedColumnSql: "to_tsvector('simple', words)", stored: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tickets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "calendar_days",
                schema: "tickets",
                columns: table => new
                {
                    calendar_id = table.Column<long>(type: "bigint", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    slots = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_days", x => new { x.calendar_id, x.date });
                    table.ForeignKey(
                        name: "fk_calendar_days_calendars_calendar_id",
                        column: x => x.calendar_id,
                        principalSchema: "tickets",
                        principalTable: "calendars",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "attempts",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    follow_up_id = table.Column<long>(type: "bigint", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    reached = table.Column<bool>(type: "boolean", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attempts", x => x.id);
                    table.ForeignKey(
                        name: "fk_attempts_follow_ups_follow_up_id",
                        column: x => x.follow_up_id,
                        principalSchema: "tickets",
                        principalTable: "follow_ups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "clocks",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    policy_id = table.Column<long>(type: "bigint", nullable: false),
                    calendar_id = table.Column<long>(type: "bigint", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    warn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    paused_for = table.Column<TimeSpan>(type: "interval", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    warned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    breached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clocks", x => x.id);
                    table.ForeignKey(
                        name: "fk_clocks_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "history",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<string>(type: "text", nullable: true),
                    to = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    reason_args = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_history", x => x.id);
                    table.ForeignKey(
                        name: "fk_history_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => x.id);
                    table.ForeignKey(
                        name: "fk_messages_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "message_files",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_files", x => x.id);
                    table.ForeignKey(
                        name: "fk_message_files_messages_message_id",
                        column: x => x.message_id,
                        principalSchema: "tickets",
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "calendars",
                columns: new[] { "id", "name", "week", "zone" },
                values: new object[] { 1L, "Standard", new[] { "09:00-18:00", "09:00-18:00", "09:00-18:00", "09:00-18:00", "09:00-18:00", "", "" }, "Asia/Shanghai" });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "categories",
                columns: new[] { "id", "active", "name", "name_zh", "parent_id", "position", "team_id" },
                values: new object[,]
                {
                    { 1L, true, "Technical", "技术性", null, 0, null },
                    { 2L, true, "Process", "流程性", null, 1, null },
                    { 3L, true, "Product usage", "产品使用", null, 2, null },
                    { 4L, true, "Service process", "服务流程", null, 3, null },
                    { 5L, true, "Fault or error", "故障报错", 1L, 4, null },
                    { 6L, true, "Performance", "性能问题", 1L, 5, null },
                    { 7L, true, "Integration", "系统集成", 1L, 6, null },
                    { 8L, true, "Order and delivery", "订单与交付", 2L, 7, null },
                    { 9L, true, "Invoice and payment", "发票与付款", 2L, 8, null },
                    { 10L, true, "Contract", "合同事宜", 2L, 9, null },
                    { 11L, true, "How-to", "操作指导", 3L, 10, null },
                    { 12L, true, "Configuration", "配置设置", 3L, 11, null },
                    { 13L, true, "Training", "培训需求", 3L, 12, null },
                    { 14L, true, "Response time", "响应速度", 4L, 13, null },
                    { 15L, true, "Attitude", "服务态度", 4L, 14, null },
                    { 16L, true, "Return and refund", "退换货", 4L, 15, null }
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "codes",
                columns: new[] { "id", "active", "kind", "name", "name_zh", "position" },
                values: new object[,]
                {
                    { 1L, true, "cause", "Product defect", "产品缺陷", 0 },
                    { 2L, true, "cause", "Wrong operation", "操作不当", 1 },
                    { 3L, true, "cause", "Missing information", "信息缺失", 2 },
                    { 4L, true, "cause", "Slow response", "响应迟缓", 3 },
                    { 5L, true, "cause", "Staff conduct", "服务态度", 4 },
                    { 6L, true, "cause", "Process gap", "流程缺陷", 5 },
                    { 7L, true, "cause", "Third party", "第三方原因", 6 },
                    { 8L, true, "cause", "Customer's wish", "客户需求", 7 },
                    { 9L, true, "cause", "Other", "其他", 8 },
                    { 10L, true, "resolution", "Fixed", "已修复", 9 },
                    { 11L, true, "resolution", "Explained", "已解答", 10 },
                    { 12L, true, "resolution", "Replaced or refunded", "已退换或退款", 11 },
                    { 13L, true, "resolution", "Workaround given", "已提供临时方案", 12 },
                    { 14L, true, "resolution", "Passed on as improvement", "已转为改进项", 13 },
                    { 15L, true, "resolution", "No fault found", "未发现问题", 14 },
                    { 16L, true, "resolution", "Not solvable", "无法解决", 15 }
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "sla_policies",
                columns: new[] { "id", "calendar_id", "channel", "first_response", "level", "name", "name_zh", "next_response", "percent", "position", "priority", "resolution", "type" },
                values: new object[,]
                {
                    { 1L, null, null, "2h", null, "Complaint", "投诉", "4h", 100, 1, null, "48h", "complaint" },
                    { 2L, null, null, "4h", null, "Repair", "报修", "8h", 100, 2, null, "24h", "repair" },
                    { 3L, null, null, "24h", null, "Inquiry", "咨询", "24h", 100, 3, null, "48h", "inquiry" },
                    { 4L, null, null, "24h", null, "Suggestion", "建议", null, 100, 4, null, "10wd", "suggestion" },
                    { 5L, null, "phone", "15min", null, "By phone", "电话", null, 100, 5, null, null, null },
                    { 6L, null, "email", "24h", null, "By e-mail", "邮件", null, 100, 6, null, null, null },
                    { 7L, null, null, null, null, "High or urgent", "重大问题", null, 100, 7, "high", "48h", null },
                    { 8L, null, null, null, "vip", "VIP fast lane", "VIP 绿色通道", null, 50, 8, null, null, null }
                });

            migrationBuilder.CreateIndex(
                name: "ix_attempts_follow_up_id",
                schema: "tickets",
                table: "attempts",
                column: "follow_up_id");

            migrationBuilder.CreateIndex(
                name: "ix_categories_parent_id",
                schema: "tickets",
                table: "categories",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_clocks_attainment",
                schema: "tickets",
                table: "clocks",
                columns: new[] { "due_at", "state", "kind", "ticket_id" },
                filter: "state in ('met', 'breached')");

            migrationBuilder.CreateIndex(
                name: "ix_clocks_breach",
                schema: "tickets",
                table: "clocks",
                column: "due_at",
                filter: "state = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_clocks_ticket_id",
                schema: "tickets",
                table: "clocks",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_clocks_warn",
                schema: "tickets",
                table: "clocks",
                column: "warn_at",
                filter: "state = 'running' and warned_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_search",
                schema: "tickets",
                table: "customers",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_closed",
                schema: "tickets",
                table: "follow_ups",
                columns: new[] { "closed_at", "id" },
                descending: new bool[0],
                filter: "closed_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_customer_id",
                schema: "tickets",
                table: "follow_ups",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_open",
                schema: "tickets",
                table: "follow_ups",
                columns: new[] { "due_at", "id" },
                filter: "status = 'open'");

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_response_id",
                schema: "tickets",
                table: "follow_ups",
                column: "response_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_follow_ups_ticket_id",
                schema: "tickets",
                table: "follow_ups",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_history_ticket_id_id",
                schema: "tickets",
                table: "history",
                columns: new[] { "ticket_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_message_files_message_id",
                schema: "tickets",
                table: "message_files",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_messages_public_id",
                schema: "tickets",
                table: "messages",
                column: "public_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_messages_ticket_id_id",
                schema: "tickets",
                table: "messages",
                columns: new[] { "ticket_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                schema: "tickets",
                table: "outbox",
                column: "due_at",
                filter: "done_at is null and due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                schema: "tickets",
                table: "outbox",
                column: "occurred_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets",
                column: "finished_at",
                filter: "status in ('resolved', 'reviewed')");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_created_at",
                schema: "tickets",
                table: "tickets",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_customer_id_id",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "customer_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_due",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "next_due_at", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_mine",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "owner_id", "queue_rank", "next_due_at", "urgency", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_number",
                schema: "tickets",
                table: "tickets",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_resolved",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "resolved_at", "id" },
                descending: new bool[0],
                filter: "resolved_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_review",
                schema: "tickets",
                table: "tickets",
                column: "review_due_at",
                filter: "review_due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_search",
                schema: "tickets",
                table: "tickets",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_unassigned",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "team_id", "queue_rank", "next_due_at", "urgency", "id" },
                filter: "status = 'created' and owner_id is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attempts",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "calendar_days",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "categories",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "clocks",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "codes",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "customers",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "history",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "inbox",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "message_files",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "sla_policies",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "follow_ups",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "calendars",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "messages",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "tickets",
                schema: "tickets");

            migrationBuilder.DropSequence(
                name: "ticket_number",
                schema: "tickets");
        }
    }
}
