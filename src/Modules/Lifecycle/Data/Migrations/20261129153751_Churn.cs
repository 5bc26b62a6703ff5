using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Lifecycle.Data.Migrations
{
    /// <inheritdoc />
    public partial class Churn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "goods",
                schema: "lifecycle",
                table: "orders",
                type: "numeric(18,2)",
                precision: 18,
                scale: 2,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refunded_at",
                schema: "lifecycle",
                table: "orders",
                type: "timestamp with time zone",
                nullable: true);

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

            migrationBuilder.CreateIndex(
                name: "ix_acquisition_costs_month_channel_currency",
                schema: "lifecycle",
                table: "acquisition_costs",
                columns: new[] { "month", "channel", "currency" },
                unique: true);

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
                name: "losses",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "model_fits",
                schema: "lifecycle");

            migrationBuilder.DropTable(
                name: "scores",
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
                name: "win_back_plans",
                schema: "lifecycle");

            migrationBuilder.DropColumn(
                name: "goods",
                schema: "lifecycle",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "refunded_at",
                schema: "lifecycle",
                table: "orders");
        }
    }
}
