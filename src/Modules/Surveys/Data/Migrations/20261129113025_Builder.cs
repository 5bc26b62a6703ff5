using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class Builder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "pretests",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_by_id = table.Column<long>(type: "bigint", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pretests", x => x.id);
                    table.ForeignKey(
                        name: "fk_pretests_surveys_survey_id",
                        column: x => x.survey_id,
                        principalSchema: "surveys",
                        principalTable: "surveys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pretest_testers",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    pretest_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    token = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    answers = table.Column<string>(type: "jsonb", nullable: false),
                    seconds = table.Column<string>(type: "jsonb", nullable: false),
                    page = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pretest_testers", x => x.id);
                    table.ForeignKey(
                        name: "fk_pretest_testers_pretests_pretest_id",
                        column: x => x.pretest_id,
                        principalSchema: "surveys",
                        principalTable: "pretests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pretest_remarks",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    pretest_id = table.Column<long>(type: "bigint", nullable: false),
                    tester_id = table.Column<long>(type: "bigint", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pretest_remarks", x => x.id);
                    table.ForeignKey(
                        name: "fk_pretest_remarks_pretest_testers_tester_id",
                        column: x => x.tester_id,
                        principalSchema: "surveys",
                        principalTable: "pretest_testers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pretest_remarks_pretests_pretest_id",
                        column: x => x.pretest_id,
                        principalSchema: "surveys",
                        principalTable: "pretests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_pretest_remarks_pretest_id_id",
                schema: "surveys",
                table: "pretest_remarks",
                columns: new[] { "pretest_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pretest_remarks_tester_id_item",
                schema: "surveys",
                table: "pretest_remarks",
                columns: new[] { "tester_id", "item" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pretest_testers_pretest_id_id",
                schema: "surveys",
                table: "pretest_testers",
                columns: new[] { "pretest_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pretest_testers_token",
                schema: "surveys",
                table: "pretest_testers",
                column: "token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pretests_survey_id_id",
                schema: "surveys",
                table: "pretests",
                columns: new[] { "survey_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "pretest_remarks",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "pretest_testers",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "pretests",
                schema: "surveys");
        }
    }
}
