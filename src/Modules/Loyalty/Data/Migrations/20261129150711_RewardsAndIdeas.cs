using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Loyalty.Data.Migrations
{
    /// <inheritdoc />
    public partial class RewardsAndIdeas : Migration
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

            migrationBuilder.AddColumn<int>(
                name: "tier_rank",
                schema: "loyalty",
                table: "members",
                type: "integer",
                nullable: false,
                defaultValue: 0);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "idea_tallies",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "idea_votes",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "member_links",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "member_sessions",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "reward_codes",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "ideas",
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
                name: "tier_rank",
                schema: "loyalty",
                table: "members");
        }
    }
}
