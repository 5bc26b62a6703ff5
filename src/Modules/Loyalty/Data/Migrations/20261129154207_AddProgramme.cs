using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Loyalty.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddProgramme : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "source",
                schema: "loyalty",
                table: "point_days",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "tier_rank",
                schema: "loyalty",
                table: "members",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "earnings",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    rule = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    multiplier = table.Column<decimal>(type: "numeric(9,4)", precision: 9, scale: 4, nullable: false),
                    campaign = table.Column<string>(type: "text", nullable: true),
                    purchase_id = table.Column<long>(type: "bigint", nullable: true),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_earnings", x => x.id);
                    table.ForeignKey(
                        name: "fk_earnings_entries_entry_id",
                        column: x => x.entry_id,
                        principalSchema: "loyalty",
                        principalTable: "entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_earnings_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "programme_versions",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    number = table.Column<int>(type: "integer", nullable: false),
                    based_on = table.Column<int>(type: "integer", nullable: true),
                    terms = table.Column<string>(type: "jsonb", nullable: false),
                    live_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_by_id = table.Column<long>(type: "bigint", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_programme_versions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "qualifying_points",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_qualifying_points", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rule_days",
                schema: "loyalty",
                columns: table => new
                {
                    version = table.Column<int>(type: "integer", nullable: false),
                    rule = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    times = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "simulations",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    version_number = table.Column<int>(type: "integer", nullable: false),
                    against = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: false),
                    result = table.Column<string>(type: "jsonb", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_simulations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tier_changes",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    from_en = table.Column<string>(type: "text", nullable: true),
                    from_zh = table.Column<string>(type: "text", nullable: true),
                    to_en = table.Column<string>(type: "text", nullable: true),
                    to_zh = table.Column<string>(type: "text", nullable: true),
                    sum = table.Column<long>(type: "bigint", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tier_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_tier_changes_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tiers",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    threshold = table.Column<long>(type: "bigint", nullable: false),
                    multiplier = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: false),
                    priority = table.Column<string>(type: "text", nullable: true),
                    benefits_en = table.Column<string>(type: "text", nullable: true),
                    benefits_zh = table.Column<string>(type: "text", nullable: true),
                    color = table.Column<string>(type: "text", nullable: false),
                    icon = table.Column<string>(type: "text", nullable: false),
                    rank = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tiers", x => x.id);
                    table.CheckConstraint("ck_tiers_multiplier", "multiplier > 0");
                });

            migrationBuilder.CreateTable(
                name: "standings",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    tier_id = table.Column<long>(type: "bigint", nullable: true),
                    awarded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    holds_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    warned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    grace_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    held = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_standings", x => x.id);
                    table.ForeignKey(
                        name: "fk_standings_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_standings_tiers_tier_id",
                        column: x => x.tier_id,
                        principalSchema: "loyalty",
                        principalTable: "tiers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_members_tier_rank_balance_id",
                schema: "loyalty",
                table: "members",
                columns: new[] { "tier_rank", "balance", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_earnings_entry_id",
                schema: "loyalty",
                table: "earnings",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "ix_earnings_member_id_day",
                schema: "loyalty",
                table: "earnings",
                columns: new[] { "member_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_earnings_purchase_id",
                schema: "loyalty",
                table: "earnings",
                column: "purchase_id",
                filter: "purchase_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_programme_versions_live_from",
                schema: "loyalty",
                table: "programme_versions",
                column: "live_from",
                unique: true,
                filter: "live_from is not null");

            migrationBuilder.CreateIndex(
                name: "ix_programme_versions_number",
                schema: "loyalty",
                table: "programme_versions",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_qualifying_points_at",
                schema: "loyalty",
                table: "qualifying_points",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_qualifying_points_customer_id_at",
                schema: "loyalty",
                table: "qualifying_points",
                columns: new[] { "customer_id", "at" })
                .Annotation("Npgsql:IndexInclude", new[] { "points" });

            migrationBuilder.CreateIndex(
                name: "ix_qualifying_points_key",
                schema: "loyalty",
                table: "qualifying_points",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rule_days_day",
                schema: "loyalty",
                table: "rule_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_rule_days_fresh",
                schema: "loyalty",
                table: "rule_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");

            migrationBuilder.CreateIndex(
                name: "ix_simulations_version_number_id",
                schema: "loyalty",
                table: "simulations",
                columns: new[] { "version_number", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_standings_holds_until",
                schema: "loyalty",
                table: "standings",
                column: "holds_until",
                filter: "tier_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_standings_member_id",
                schema: "loyalty",
                table: "standings",
                column: "member_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_standings_tier_id",
                schema: "loyalty",
                table: "standings",
                column: "tier_id");

            migrationBuilder.CreateIndex(
                name: "ix_tier_changes_member_id_id",
                schema: "loyalty",
                table: "tier_changes",
                columns: new[] { "member_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tiers_threshold",
                schema: "loyalty",
                table: "tiers",
                column: "threshold",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "earnings",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "programme_versions",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "qualifying_points",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "rule_days",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "simulations",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "standings",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "tier_changes",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "tiers",
                schema: "loyalty");

            migrationBuilder.DropIndex(
                name: "ix_members_tier_rank_balance_id",
                schema: "loyalty",
                table: "members");

            migrationBuilder.DropColumn(
                name: "source",
                schema: "loyalty",
                table: "point_days");

            migrationBuilder.DropColumn(
                name: "tier_rank",
                schema: "loyalty",
                table: "members");
        }
    }
}
