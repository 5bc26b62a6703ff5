using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Loyalty.Data.Migrations
{
    /// <inheritdoc />
    public partial class WholeProgramme : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "cancel_days",
                schema: "loyalty",
                table: "rewards",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "codes",
                schema: "loyalty",
                table: "rewards",
                type: "text",
                nullable: false,
                defaultValueSql: "'none'");

            migrationBuilder.AddColumn<string>(
                name: "coupon_currency",
                schema: "loyalty",
                table: "rewards",
                type: "character varying(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "coupon_days",
                schema: "loyalty",
                table: "rewards",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "coupon_value",
                schema: "loyalty",
                table: "rewards",
                type: "numeric(12,2)",
                precision: 12,
                scale: 2,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "description_en",
                schema: "loyalty",
                table: "rewards",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "description_zh",
                schema: "loyalty",
                table: "rewards",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "from",
                schema: "loyalty",
                table: "rewards",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "least_tier",
                schema: "loyalty",
                table: "rewards",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "picture_id",
                schema: "loyalty",
                table: "rewards",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "until",
                schema: "loyalty",
                table: "rewards",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "done_at",
                schema: "loyalty",
                table: "redemptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "done_by",
                schema: "loyalty",
                table: "redemptions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_at",
                schema: "loyalty",
                table: "redemptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "note",
                schema: "loyalty",
                table: "redemptions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "sent_at",
                schema: "loyalty",
                table: "redemptions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "sent_by",
                schema: "loyalty",
                table: "redemptions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "state",
                schema: "loyalty",
                table: "redemptions",
                type: "text",
                nullable: false,
                defaultValueSql: "'open'");

            migrationBuilder.AddColumn<string>(
                name: "tracking",
                schema: "loyalty",
                table: "redemptions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "wish",
                schema: "loyalty",
                table: "redemptions",
                type: "text",
                nullable: true);

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

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "available_at",
                schema: "loyalty",
                table: "lots",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "expired",
                schema: "loyalty",
                table: "lots",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "taken_back",
                schema: "loyalty",
                table: "lots",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "reverses_id",
                schema: "loyalty",
                table: "entries",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "adjustments",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    reverses_entry_id = table.Column<long>(type: "bigint", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    asked_by_id = table.Column<long>(type: "bigint", nullable: true),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by_id = table.Column<long>(type: "bigint", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decision_note = table.Column<string>(type: "text", nullable: true),
                    booked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_adjustments", x => x.id);
                    table.CheckConstraint("ck_adjustments_points", "points <> 0");
                    table.ForeignKey(
                        name: "fk_adjustments_entries_reverses_entry_id",
                        column: x => x.reverses_entry_id,
                        principalSchema: "loyalty",
                        principalTable: "entries",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_adjustments_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

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
                name: "ideas",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    title_en = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    title_zh = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    text_en = table.Column<string>(type: "text", nullable: true),
                    text_zh = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: true),
                    customer_id = table.Column<long>(type: "bigint", nullable: true),
                    created_by = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    changed_by = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answer_en = table.Column<string>(type: "text", nullable: true),
                    answer_zh = table.Column<string>(type: "text", nullable: true),
                    reward_points = table.Column<long>(type: "bigint", nullable: true),
                    rewarded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ideas", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ledger_checks",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    members = table.Column<long>(type: "bigint", nullable: false),
                    entries = table.Column<long>(type: "bigint", nullable: false),
                    lots = table.Column<long>(type: "bigint", nullable: false),
                    differing_members = table.Column<int>(type: "integer", nullable: false),
                    took_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    differences = table.Column<string>(type: "jsonb", nullable: false),
                    accounts = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_checks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_links",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: true),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    address_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_member_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_sessions",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_member_sessions", x => x.id);
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
                name: "reward_codes",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    reward_id = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    redemption_id = table.Column<long>(type: "bigint", nullable: true),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reward_codes", x => x.id);
                    table.ForeignKey(
                        name: "fk_reward_codes_redemptions_redemption_id",
                        column: x => x.redemption_id,
                        principalSchema: "loyalty",
                        principalTable: "redemptions",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_reward_codes_rewards_reward_id",
                        column: x => x.reward_id,
                        principalSchema: "loyalty",
                        principalTable: "rewards",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
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
                name: "idea_tallies",
                schema: "loyalty",
                columns: table => new
                {
                    idea_id = table.Column<long>(type: "bigint", nullable: false),
                    votes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idea_tallies", x => x.idea_id);
                    table.CheckConstraint("ck_idea_tallies_votes", "votes >= 0");
                    table.ForeignKey(
                        name: "fk_idea_tallies_ideas_idea_id",
                        column: x => x.idea_id,
                        principalSchema: "loyalty",
                        principalTable: "ideas",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "idea_votes",
                schema: "loyalty",
                columns: table => new
                {
                    idea_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    doubled = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idea_votes", x => new { x.idea_id, x.customer_id });
                    table.ForeignKey(
                        name: "fk_idea_votes_ideas_idea_id",
                        column: x => x.idea_id,
                        principalSchema: "loyalty",
                        principalTable: "ideas",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
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
                name: "ix_rewards_points_id",
                schema: "loyalty",
                table: "rewards",
                columns: new[] { "points", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_redemptions_member_id_id",
                schema: "loyalty",
                table: "redemptions",
                columns: new[] { "member_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_redemptions_open",
                schema: "loyalty",
                table: "redemptions",
                columns: new[] { "due_at", "id" },
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "ix_members_tier_rank_balance_id",
                schema: "loyalty",
                table: "members",
                columns: new[] { "tier_rank", "balance", "id" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_lots_taken_back",
                schema: "loyalty",
                table: "lots",
                sql: "taken_back between 0 and points and expired between 0 and points");

            migrationBuilder.CreateIndex(
                name: "ix_entries_reverses_id",
                schema: "loyalty",
                table: "entries",
                column: "reverses_id",
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_entries_given_back_once",
                schema: "loyalty",
                table: "entries",
                columns: new[] { "reverses_id", "to" },
                unique: true,
                filter: "reverses_id is not null and \"to\" = 'member'");

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_customer_id",
                schema: "loyalty",
                table: "adjustments",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_key",
                schema: "loyalty",
                table: "adjustments",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_member_id_id",
                schema: "loyalty",
                table: "adjustments",
                columns: new[] { "member_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_reverses_entry_id",
                schema: "loyalty",
                table: "adjustments",
                column: "reverses_entry_id");

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_waiting",
                schema: "loyalty",
                table: "adjustments",
                column: "id",
                filter: "state = 'waiting'");

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
                name: "ix_idea_tallies_votes_idea_id",
                schema: "loyalty",
                table: "idea_tallies",
                columns: new[] { "votes", "idea_id" });

            migrationBuilder.CreateIndex(
                name: "ix_idea_votes_customer_id",
                schema: "loyalty",
                table: "idea_votes",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_ideas_customer_id",
                schema: "loyalty",
                table: "ideas",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_ideas_origin",
                schema: "loyalty",
                table: "ideas",
                column: "origin",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_member_links_address_hash_created_at",
                schema: "loyalty",
                table: "member_links",
                columns: new[] { "address_hash", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_member_links_customer_id",
                schema: "loyalty",
                table: "member_links",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_member_links_expires_at",
                schema: "loyalty",
                table: "member_links",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_member_links_token_hash",
                schema: "loyalty",
                table: "member_links",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_member_sessions_customer_id",
                schema: "loyalty",
                table: "member_sessions",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_member_sessions_expires_at",
                schema: "loyalty",
                table: "member_sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_member_sessions_token_hash",
                schema: "loyalty",
                table: "member_sessions",
                column: "token_hash",
                unique: true);

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
                name: "ix_reward_codes_free",
                schema: "loyalty",
                table: "reward_codes",
                columns: new[] { "reward_id", "id" },
                filter: "given_at is null and voided_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_reward_codes_given",
                schema: "loyalty",
                table: "reward_codes",
                column: "code",
                filter: "given_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_reward_codes_redemption_id",
                schema: "loyalty",
                table: "reward_codes",
                column: "redemption_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reward_codes_reward_id_code",
                schema: "loyalty",
                table: "reward_codes",
                columns: new[] { "reward_id", "code" },
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

            migrationBuilder.AddForeignKey(
                name: "fk_entries_entries_reverses_id",
                schema: "loyalty",
                table: "entries",
                column: "reverses_id",
                principalSchema: "loyalty",
                principalTable: "entries",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_entries_entries_reverses_id",
                schema: "loyalty",
                table: "entries");

            migrationBuilder.DropTable(
                name: "adjustments",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "earnings",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "idea_tallies",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "idea_votes",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "ledger_checks",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "member_links",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "member_sessions",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "programme_versions",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "qualifying_points",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "reward_codes",
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
                name: "ideas",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "tiers",
                schema: "loyalty");

            migrationBuilder.DropIndex(
                name: "ix_rewards_points_id",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropIndex(
                name: "ix_redemptions_member_id_id",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropIndex(
                name: "ix_redemptions_open",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropIndex(
                name: "ix_members_tier_rank_balance_id",
                schema: "loyalty",
                table: "members");

            migrationBuilder.DropCheckConstraint(
                name: "ck_lots_taken_back",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropIndex(
                name: "ix_entries_reverses_id",
                schema: "loyalty",
                table: "entries");

            migrationBuilder.DropIndex(
                name: "ux_entries_given_back_once",
                schema: "loyalty",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "cancel_days",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "codes",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "coupon_currency",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "coupon_days",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "coupon_value",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "description_en",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "description_zh",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "from",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "least_tier",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "picture_id",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "until",
                schema: "loyalty",
                table: "rewards");

            migrationBuilder.DropColumn(
                name: "done_at",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "done_by",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "due_at",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "note",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "sent_at",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "sent_by",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "state",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "tracking",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "wish",
                schema: "loyalty",
                table: "redemptions");

            migrationBuilder.DropColumn(
                name: "source",
                schema: "loyalty",
                table: "point_days");

            migrationBuilder.DropColumn(
                name: "tier_rank",
                schema: "loyalty",
                table: "members");

            migrationBuilder.DropColumn(
                name: "available_at",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropColumn(
                name: "expired",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropColumn(
                name: "taken_back",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropColumn(
                name: "reverses_id",
                schema: "loyalty",
                table: "entries");
        }
    }
}
