using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Lifecycle.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "lifecycle");

            migrationBuilder.CreateTable(
                name: "acquisition_costs",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    channel = table.Column<string>(type: "text", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_acquisition_costs", x => x.id);
                    table.CheckConstraint("ck_acquisition_costs_amount", "amount >= 0");
                });

            migrationBuilder.CreateTable(
                name: "books",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_books", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "churn_reasons",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    english = table.Column<string>(type: "text", nullable: false),
                    chinese = table.Column<string>(type: "text", nullable: false),
                    offered = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_churn_reasons", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "customers",
                schema: "lifecycle",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false),
                    admission = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<string>(type: "text", nullable: true),
                    industry = table.Column<string>(type: "text", nullable: true),
                    region = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: true),
                    value_class = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    since = table.Column<DateOnly>(type: "date", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    orders = table.Column<int>(type: "integer", nullable: false),
                    first_order_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_order_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_contact_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    open_deals = table.Column<int>(type: "integer", nullable: false),
                    first_signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    contract_ends_on = table.Column<DateOnly>(type: "date", nullable: true),
                    stage = table.Column<string>(type: "text", nullable: true),
                    stage_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    hand_stage = table.Column<string>(type: "text", nullable: true),
                    hand_until = table.Column<DateOnly>(type: "date", nullable: true),
                    gone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => x.customer_id);
                });

            migrationBuilder.CreateTable(
                name: "deals",
                schema: "lifecycle",
                columns: table => new
                {
                    opportunity_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    won = table.Column<bool>(type: "boolean", nullable: false),
                    contract_ends_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deals", x => x.opportunity_id);
                });

            migrationBuilder.CreateTable(
                name: "fills",
                schema: "lifecycle",
                columns: table => new
                {
                    source = table.Column<string>(type: "text", nullable: false),
                    after_id = table.Column<long>(type: "bigint", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fills", x => x.source);
                });

            migrationBuilder.CreateTable(
                name: "hand_settings",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    stage = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hand_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "lifecycle",
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
                name: "model_fits",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seconds = table.Column<double>(type: "double precision", nullable: false),
                    result = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_fits", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                schema: "lifecycle",
                columns: table => new
                {
                    purchase_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    net = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    @void = table.Column<bool>(name: "void", type: "boolean", nullable: false),
                    goods = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    refunded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.purchase_id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "lifecycle",
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
                name: "scores",
                schema: "lifecycle",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    scored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    @class = table.Column<string>(name: "class", type: "text", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    probability = table.Column<double>(type: "double precision", nullable: true),
                    points = table.Column<int>(type: "integer", nullable: false),
                    rank = table.Column<double>(type: "double precision", nullable: false),
                    silent_days = table.Column<int>(type: "integer", nullable: false),
                    churned = table.Column<bool>(type: "boolean", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false),
                    alive = table.Column<double>(type: "double precision", nullable: true),
                    alive_bg = table.Column<double>(type: "double precision", nullable: true),
                    expected_buys = table.Column<double>(type: "double precision", nullable: true),
                    future_value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    handbook_value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    yearly_spend = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    at_stake = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    last_active_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_contact_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<string>(type: "text", nullable: true),
                    listed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state_by_id = table.Column<long>(type: "bigint", nullable: true),
                    snoozed_until = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scores", x => x.customer_id);
                });

            migrationBuilder.CreateTable(
                name: "stage_changes",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    from = table.Column<string>(type: "text", nullable: true),
                    to = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    why = table.Column<string>(type: "text", nullable: false),
                    basis = table.Column<DateOnly>(type: "date", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    hand_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stage_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stage_days",
                schema: "lifecycle",
                columns: table => new
                {
                    from_stage = table.Column<string>(type: "text", nullable: true),
                    to_stage = table.Column<string>(type: "text", nullable: true),
                    moves = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "touches",
                schema: "lifecycle",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false),
                    source_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_touches", x => new { x.kind, x.source_id });
                });

            migrationBuilder.CreateTable(
                name: "usages",
                schema: "lifecycle",
                columns: table => new
                {
                    usage_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usages", x => x.usage_id);
                });

            migrationBuilder.CreateTable(
                name: "win_back_plans",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    goal = table.Column<string>(type: "text", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    steps = table.Column<string>(type: "jsonb", nullable: false),
                    audience = table.Column<string>(type: "jsonb", nullable: false),
                    seed = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_win_back_plans", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "book_steps",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    book_id = table.Column<long>(type: "bigint", nullable: false),
                    english = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    chinese = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    after_days = table.Column<int>(type: "integer", nullable: false),
                    doer = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_book_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_book_steps_books_book_id",
                        column: x => x.book_id,
                        principalSchema: "lifecycle",
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "runs",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    book_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    entry = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_runs_books_book_id",
                        column: x => x.book_id,
                        principalSchema: "lifecycle",
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "losses",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    lost_on = table.Column<DateOnly>(type: "date", nullable: false),
                    value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    segment = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: true),
                    industry = table.Column<string>(type: "text", nullable: true),
                    reason_id = table.Column<long>(type: "bigint", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    said_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    back_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_losses", x => x.id);
                    table.ForeignKey(
                        name: "fk_losses_churn_reasons_reason_id",
                        column: x => x.reason_id,
                        principalSchema: "lifecycle",
                        principalTable: "churn_reasons",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "win_back_members",
                schema: "lifecycle",
                columns: table => new
                {
                    plan_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    held_out = table.Column<bool>(type: "boolean", nullable: false),
                    probability = table.Column<double>(type: "double precision", nullable: true),
                    at_stake = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    reached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_win_back_members", x => new { x.plan_id, x.customer_id });
                    table.ForeignKey(
                        name: "fk_win_back_members_win_back_plans_plan_id",
                        column: x => x.plan_id,
                        principalSchema: "lifecycle",
                        principalTable: "win_back_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_steps",
                schema: "lifecycle",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    english = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    chinese = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fell_away_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_run_steps_runs_run_id",
                        column: x => x.run_id,
                        principalSchema: "lifecycle",
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_acquisition_costs_month_channel_currency",
                schema: "lifecycle",
                table: "acquisition_costs",
                columns: new[] { "month", "channel", "currency" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_book_steps_book_id",
                schema: "lifecycle",
                table: "book_steps",
                column: "book_id");

            migrationBuilder.CreateIndex(
                name: "ix_books_key",
                schema: "lifecycle",
                table: "books",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_by_hand",
                schema: "lifecycle",
                table: "customers",
                column: "hand_until",
                filter: "hand_until is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_stage_since_customer_id",
                schema: "lifecycle",
                table: "customers",
                columns: new[] { "owner_id", "stage_since", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_stage",
                schema: "lifecycle",
                table: "customers",
                columns: new[] { "stage", "stage_since", "customer_id" },
                filter: "gone_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_stage_since_customer_id",
                schema: "lifecycle",
                table: "customers",
                columns: new[] { "stage_since", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_team_id_stage_since_customer_id",
                schema: "lifecycle",
                table: "customers",
                columns: new[] { "team_id", "stage_since", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_deals_customer_id",
                schema: "lifecycle",
                table: "deals",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_hand_settings_customer_id_at",
                schema: "lifecycle",
                table: "hand_settings",
                columns: new[] { "customer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_losses_customer_id_lost_on",
                schema: "lifecycle",
                table: "losses",
                columns: new[] { "customer_id", "lost_on" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_losses_lost_on_id",
                schema: "lifecycle",
                table: "losses",
                columns: new[] { "lost_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_losses_owner_id",
                schema: "lifecycle",
                table: "losses",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_losses_reason_id",
                schema: "lifecycle",
                table: "losses",
                column: "reason_id");

            migrationBuilder.CreateIndex(
                name: "ix_losses_team_id",
                schema: "lifecycle",
                table: "losses",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_fits_kind_id",
                schema: "lifecycle",
                table: "model_fits",
                columns: new[] { "kind", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_orders_at",
                schema: "lifecycle",
                table: "orders",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_orders_customer_id_at",
                schema: "lifecycle",
                table: "orders",
                columns: new[] { "customer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                schema: "lifecycle",
                table: "outbox",
                column: "due_at",
                filter: "done_at is null and due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                schema: "lifecycle",
                table: "outbox",
                column: "occurred_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_run_steps_key",
                schema: "lifecycle",
                table: "run_steps",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_steps_run_id",
                schema: "lifecycle",
                table: "run_steps",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_runs_book_id_entry_customer_id",
                schema: "lifecycle",
                table: "runs",
                columns: new[] { "book_id", "entry", "customer_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_runs_book_id_started_at",
                schema: "lifecycle",
                table: "runs",
                columns: new[] { "book_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_runs_customer_id_started_at",
                schema: "lifecycle",
                table: "runs",
                columns: new[] { "customer_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_scores_list",
                schema: "lifecycle",
                table: "scores",
                columns: new[] { "rank", "customer_id" },
                descending: new bool[0],
                filter: "state in ('new', 'in_hand')");

            migrationBuilder.CreateIndex(
                name: "ix_scores_listed",
                schema: "lifecycle",
                table: "scores",
                column: "listed_at",
                filter: "state is not null");

            migrationBuilder.CreateIndex(
                name: "ix_scores_owner",
                schema: "lifecycle",
                table: "scores",
                columns: new[] { "owner_id", "rank", "customer_id" },
                descending: new[] { false, true, true },
                filter: "state is not null");

            migrationBuilder.CreateIndex(
                name: "ix_scores_state",
                schema: "lifecycle",
                table: "scores",
                columns: new[] { "state", "rank", "customer_id" },
                descending: new[] { false, true, true },
                filter: "state is not null");

            migrationBuilder.CreateIndex(
                name: "ix_scores_team",
                schema: "lifecycle",
                table: "scores",
                columns: new[] { "team_id", "rank", "customer_id" },
                descending: new[] { false, true, true },
                filter: "state is not null");

            migrationBuilder.CreateIndex(
                name: "ix_stage_changes_at",
                schema: "lifecycle",
                table: "stage_changes",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_stage_changes_customer_id_at",
                schema: "lifecycle",
                table: "stage_changes",
                columns: new[] { "customer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_stage_days_day",
                schema: "lifecycle",
                table: "stage_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_stage_days_fresh",
                schema: "lifecycle",
                table: "stage_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");

            migrationBuilder.CreateIndex(
                name: "ix_touches_customer_id_at",
                schema: "lifecycle",
                table: "touches",
                columns: new[] { "customer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_touches_kind_at",
                schema: "lifecycle",
                table: "touches",
                columns: new[] { "kind", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_usages_customer_id_at",
                schema: "lifecycle",
                table: "usages",
                columns: new[] { "customer_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_win_back_members_customer_id",
                schema: "lifecycle",
                table: "win_back_members",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_win_back_members_owner_id",
                schema: "lifecycle",
                table: "win_back_members",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_win_back_members_team_id",
                schema: "lifecycle",
                table: "win_back_members",
                column: "team_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "acquisition_costs",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "book_steps",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "customers",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "deals",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "fills",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "hand_settings",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "inbox",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "losses",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "model_fits",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "orders",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "run_steps",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "scores",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "stage_changes",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "stage_days",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "touches",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "usages",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "win_back_members",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "churn_reasons",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "runs",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "win_back_plans",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "books",
                schema: "lifecycle");
        }
    }
}
