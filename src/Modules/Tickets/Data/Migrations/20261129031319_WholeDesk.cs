using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class WholeDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.AddColumn<string>(
                name: "custom",
                schema: "tickets",
                table: "tickets",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<Guid>(
                name: "link_id",
                schema: "tickets",
                table: "tickets",
                type: "uuid",
                nullable: false,
                defaultValueSql: "gen_random_uuid()");

            migrationBuilder.CreateTable(
                name: "checklists",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    types = table.Column<string[]>(type: "text[]", nullable: false),
                    team_ids = table.Column<long[]>(type: "bigint[]", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checklists", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "goodwill",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: true),
                    amount = table.Column<decimal>(type: "numeric(12,2)", precision: 12, scale: 2, nullable: true),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    cause_id = table.Column<long>(type: "bigint", nullable: false),
                    words = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by_id = table.Column<long>(type: "bigint", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decision_note = table.Column<string>(type: "text", nullable: true),
                    booked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    taken_back_by_id = table.Column<long>(type: "bigint", nullable: true),
                    taken_back_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    taken_back_note = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_goodwill", x => x.id);
                    table.CheckConstraint("ck_goodwill_gift", "(kind = 'points' and points > 0 and amount is null) or (kind = 'coupon' and amount > 0 and currency is not null and points is null)");
                    table.ForeignKey(
                        name: "fk_goodwill_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "quality_samples",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    week = table.Column<DateOnly>(type: "date", nullable: true),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    per_agent = table.Column<int>(type: "integer", nullable: false),
                    extra = table.Column<int>(type: "integer", nullable: false),
                    seed = table.Column<long>(type: "bigint", nullable: false),
                    candidates = table.Column<int>(type: "integer", nullable: false),
                    drawn = table.Column<int>(type: "integer", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quality_samples", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "risk_alerts",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    window = table.Column<string>(type: "text", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    observed = table.Column<int>(type: "integer", nullable: false),
                    expected = table.Column<double>(type: "double precision", nullable: false),
                    p = table.Column<double>(type: "double precision", nullable: false),
                    dispersion = table.Column<double>(type: "double precision", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    acknowledged_by_id = table.Column<long>(type: "bigint", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    action = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_risk_alerts", x => x.id);
                    table.ForeignKey(
                        name: "fk_risk_alerts_categories_category_id",
                        column: x => x.category_id,
                        principalSchema: "tickets",
                        principalTable: "categories",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "rule_log",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_zh = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    judgement = table.Column<string>(type: "jsonb", nullable: false),
                    actions = table.Column<string>(type: "jsonb", nullable: false),
                    refusal = table.Column<string>(type: "text", nullable: true),
                    refusal_args = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_log", x => x.id);
                    table.ForeignKey(
                        name: "fk_rule_log_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_zh = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    stop = table.Column<bool>(type: "boolean", nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    hours = table.Column<int>(type: "integer", nullable: false),
                    working_hours = table.Column<bool>(type: "boolean", nullable: false),
                    conditions = table.Column<string>(type: "jsonb", nullable: false),
                    actions = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "state_names",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    names = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_state_names", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ticket_fields",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    required_to_resolve = table.Column<bool>(type: "boolean", nullable: false),
                    types = table.Column<string[]>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    english = table.Column<string>(type: "text", nullable: false),
                    chinese = table.Column<string>(type: "text", nullable: false),
                    required = table.Column<bool>(type: "boolean", nullable: false),
                    in_list = table.Column<bool>(type: "boolean", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    options = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ticket_fields", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "type_rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    type = table.Column<string>(type: "text", nullable: false),
                    review = table.Column<bool>(type: "boolean", nullable: false),
                    review_hours = table.Column<int>(type: "integer", nullable: false),
                    assignment = table.Column<bool>(type: "boolean", nullable: false),
                    archive = table.Column<bool>(type: "boolean", nullable: false),
                    archive_days = table.Column<int>(type: "integer", nullable: false),
                    reopen_days = table.Column<int>(type: "integer", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    resolution = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    contact = table.Column<string>(type: "text", nullable: false),
                    resolve_by = table.Column<string>(type: "text", nullable: false),
                    reopen_by = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_type_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "checklist_items",
                schema: "tickets",
                columns: table => new
                {
                    checklist_id = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    text_zh = table.Column<string>(type: "text", nullable: false),
                    weight = table.Column<int>(type: "integer", nullable: false),
                    scale = table.Column<string>(type: "text", nullable: false),
                    fatal = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checklist_items", x => new { x.checklist_id, x.revision, x.position });
                    table.ForeignKey(
                        name: "fk_checklist_items_checklists_checklist_id",
                        column: x => x.checklist_id,
                        principalSchema: "tickets",
                        principalTable: "checklists",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "quality_checks",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    checklist_id = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    sample_id = table.Column<long>(type: "bigint", nullable: false),
                    drawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    score = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: true),
                    fatal = table.Column<bool>(type: "boolean", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    reviewer_id = table.Column<long>(type: "bigint", nullable: true),
                    scored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    appeal_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quality_checks", x => x.id);
                    table.ForeignKey(
                        name: "fk_quality_checks_checklists_checklist_id",
                        column: x => x.checklist_id,
                        principalSchema: "tickets",
                        principalTable: "checklists",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_quality_checks_quality_samples_sample_id",
                        column: x => x.sample_id,
                        principalSchema: "tickets",
                        principalTable: "quality_samples",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_quality_checks_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rule_marks",
                schema: "tickets",
                columns: table => new
                {
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    row_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_marks", x => x.rule_id);
                    table.ForeignKey(
                        name: "fk_rule_marks_rules_rule_id",
                        column: x => x.rule_id,
                        principalSchema: "tickets",
                        principalTable: "rules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rule_occasions",
                schema: "tickets",
                columns: table => new
                {
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    clock_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_occasions", x => new { x.rule_id, x.clock_id });
                    table.ForeignKey(
                        name: "fk_rule_occasions_clocks_clock_id",
                        column: x => x.clock_id,
                        principalSchema: "tickets",
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_rule_occasions_rules_rule_id",
                        column: x => x.rule_id,
                        principalSchema: "tickets",
                        principalTable: "rules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "quality_marks",
                schema: "tickets",
                columns: table => new
                {
                    check_id = table.Column<long>(type: "bigint", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<int>(type: "integer", nullable: true),
                    comment = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quality_marks", x => new { x.check_id, x.round, x.position });
                    table.ForeignKey(
                        name: "fk_quality_marks_quality_checks_check_id",
                        column: x => x.check_id,
                        principalSchema: "tickets",
                        principalTable: "quality_checks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "quality_steps",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    check_id = table.Column<long>(type: "bigint", nullable: false),
                    act = table.Column<string>(type: "text", nullable: false),
                    score = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quality_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_quality_steps_quality_checks_check_id",
                        column: x => x.check_id,
                        principalSchema: "tickets",
                        principalTable: "quality_checks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "checklists",
                columns: new[] { "id", "active", "name", "name_zh", "position", "revision", "team_ids", "types" },
                values: new object[] { 1L, true, "Service standard", "服务标准", 100, 1, new long[0], new string[0] });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "state_names",
                columns: new[] { "id", "names" },
                values: new object[] { 1L, "[]" });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "type_rules",
                columns: new[] { "id", "archive", "archive_days", "assignment", "category", "cause", "contact", "reopen_by", "reopen_days", "resolution", "resolve_by", "review", "review_hours", "type" },
                values: new object[,]
                {
                    { 1L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", false, 24, "inquiry" },
                    { 2L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", true, 24, "complaint" },
                    { 3L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", false, 24, "repair" },
                    { 4L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", false, 24, "suggestion" }
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "checklist_items",
                columns: new[] { "checklist_id", "position", "revision", "fatal", "scale", "text", "text_zh", "weight" },
                values: new object[,]
                {
                    { 1L, 0, 1, false, "one_to_five", "Understood what the customer needs", "准确理解客户需求", 20 },
                    { 1L, 1, 1, false, "one_to_five", "The answer is right and complete", "解答正确、完整", 30 },
                    { 1L, 2, 1, false, "one_to_five", "Polite, clear, in the customer's language", "礼貌、清晰，使用客户的语言", 20 },
                    { 1L, 3, 1, false, "yes_no", "Said what happens next and until when", "说明后续安排和时间", 15 },
                    { 1L, 4, 1, false, "yes_no", "Type, category, cause and resolution are right", "类型、分类、原因和处理方式填写正确", 15 },
                    { 1L, 5, 1, true, "yes_no", "Personal data was protected", "未泄露个人信息", 10 }
                });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "type", "finished_at" },
                filter: "status in ('resolved', 'reviewed')");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_complaints",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "created_at", "category_id" },
                filter: "type = 'complaint'");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_custom",
                schema: "tickets",
                table: "tickets",
                column: "custom")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_link_id",
                schema: "tickets",
                table: "tickets",
                column: "link_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "open")
                .Annotation("Npgsql:IndexInclude", new[] { "status", "type", "priority", "channel", "category_id", "team_id", "owner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_customer",
                schema: "tickets",
                table: "messages",
                columns: new[] { "at", "id" },
                filter: "kind = 'customer'");

            migrationBuilder.CreateIndex(
                name: "ix_history_status",
                schema: "tickets",
                table: "history",
                columns: new[] { "at", "id" },
                filter: "kind = 'status'");

            migrationBuilder.CreateIndex(
                name: "ix_goodwill_customer_id",
                schema: "tickets",
                table: "goodwill",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_goodwill_granted",
                schema: "tickets",
                table: "goodwill",
                columns: new[] { "granted_at", "id" },
                descending: new bool[0],
                filter: "granted_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_goodwill_owner_id_id",
                schema: "tickets",
                table: "goodwill",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_goodwill_public_id",
                schema: "tickets",
                table: "goodwill",
                column: "public_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_goodwill_ticket_id",
                schema: "tickets",
                table: "goodwill",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_goodwill_waiting",
                schema: "tickets",
                table: "goodwill",
                column: "id",
                filter: "state = 'waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_appealed",
                schema: "tickets",
                table: "quality_checks",
                column: "id",
                filter: "status = 'appealed'");

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_checklist_id",
                schema: "tickets",
                table: "quality_checks",
                column: "checklist_id");

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_of_agent",
                schema: "tickets",
                table: "quality_checks",
                columns: new[] { "owner_id", "scored_at", "id" },
                descending: new[] { false, true, true },
                filter: "scored_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_sample_id",
                schema: "tickets",
                table: "quality_checks",
                column: "sample_id");

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_scored",
                schema: "tickets",
                table: "quality_checks",
                columns: new[] { "scored_at", "id" },
                descending: new bool[0],
                filter: "scored_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_ticket_id",
                schema: "tickets",
                table: "quality_checks",
                column: "ticket_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_quality_checks_to_do",
                schema: "tickets",
                table: "quality_checks",
                column: "id",
                filter: "status = 'to_do'");

            migrationBuilder.CreateIndex(
                name: "ix_quality_samples_week",
                schema: "tickets",
                table: "quality_samples",
                column: "week",
                unique: true,
                filter: "week is not null");

            migrationBuilder.CreateIndex(
                name: "ix_quality_steps_check_id_id",
                schema: "tickets",
                table: "quality_steps",
                columns: new[] { "check_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_risk_alerts_closed_at",
                schema: "tickets",
                table: "risk_alerts",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "ix_risk_alerts_open",
                schema: "tickets",
                table: "risk_alerts",
                column: "category_id",
                unique: true,
                filter: "state <> 'closed'")
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_rule_log_at",
                schema: "tickets",
                table: "rule_log",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_rule_log_rule_id_id",
                schema: "tickets",
                table: "rule_log",
                columns: new[] { "rule_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_log_ticket_id_id",
                schema: "tickets",
                table: "rule_log",
                columns: new[] { "ticket_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_occasions_at",
                schema: "tickets",
                table: "rule_occasions",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_rule_occasions_clock_id",
                schema: "tickets",
                table: "rule_occasions",
                column: "clock_id");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_fields_key",
                schema: "tickets",
                table: "ticket_fields",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_type_rules_type",
                schema: "tickets",
                table: "type_rules",
                column: "type",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "checklist_items",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "goodwill",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "quality_marks",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "quality_steps",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "risk_alerts",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rule_log",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rule_marks",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rule_occasions",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "state_names",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "ticket_fields",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "type_rules",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "quality_checks",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rules",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "checklists",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "quality_samples",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_complaints",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_custom",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_link_id",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_messages_customer",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_history_status",
                schema: "tickets",
                table: "history");

            migrationBuilder.DropColumn(
                name: "custom",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "link_id",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets",
                column: "finished_at",
                filter: "status in ('resolved', 'reviewed')");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "open");
        }
    }
}
